// A text field that hands over what is typed one second after the last key, and at once when it
// is left. What is not yet known to be kept stands in the browser's own store as well, so that a
// reload, a dead server or a cut line takes nothing: the field fills itself again and sends it.
const REST = 1000;
const AGAIN = 3000;

const same = (one, other) => one.trim() === other.trim();

function built(parentElement, data) {
  const holder = document.createElement("div");
  holder.className = "tandem-typed";
  holder.tabIndex = -1;
  const label = document.createElement("label");
  const words = document.createElement("span");
  const area = document.createElement("textarea");
  const state = document.createElement("div");
  state.setAttribute("role", "status");
  area.rows = data.rows;
  label.append(words, area);
  holder.append(label, state);
  parentElement.append(holder);
  return Object.assign(holder, { words, area, state });
}

export default function ({ data, parentElement, setTriggerValue }) {
  const holder = parentElement.querySelector(":scope > .tandem-typed") || built(parentElement, data);
  const { area } = holder;

  const kept = () => JSON.parse(localStorage.getItem(holder.id_) || "null");
  const say = (words) => { holder.state.textContent = words; };
  const settle = () => {
    holder.base = data.text;
    holder.seen = data.seen;
    localStorage.removeItem(holder.id_);
    say(data.saved);
  };
  const send = () => {
    clearTimeout(holder.timer);
    if (same(area.value, holder.base)) return;
    holder.sent = area.value;
    say("Saving…");
    setTriggerValue("typed", { text: area.value, seen: holder.seen });
    holder.timer = setTimeout(send, AGAIN);
  };

  holder.words.textContent = data.label;
  area.placeholder = data.hint;
  area.maxLength = data.longest;
  // A server that was started anew counts its turns from nothing; only a later turn empties.
  const begun = holder.id_ !== data.id || data.turn > holder.turn;
  holder.turn = data.turn;
  if (begun) {
    holder.id_ = data.id;
    const found = kept();
    const left = found && found.turn >= data.turn ? found : null;
    area.value = data.text;
    if (left && !same(left.text, data.text)) {
      holder.base = data.text;
      holder.seen = left.seen;
      area.value = left.text;
      setTimeout(send, 0);
    } else settle();
  } else if (same(area.value, data.text)) {
    clearTimeout(holder.timer);
    settle();
  } else if (same(area.value, holder.base)) {
    area.value = data.text;
    settle();
  } else if (holder.sent !== undefined && same(holder.sent, data.text)) {
    holder.base = data.text;
    holder.seen = data.seen;
  }

  area.oninput = () => {
    localStorage.setItem(holder.id_, JSON.stringify(
      { text: area.value, seen: holder.seen, turn: holder.turn },
    ));
    say("Typing…");
    clearTimeout(holder.timer);
    holder.timer = setTimeout(send, REST);
  };
  area.onblur = send;
  area.onkeydown = (event) => {
    if (event.key === "Escape" || (event.key === "Enter" && event.ctrlKey)) send();
  };
  if (!same(area.value, holder.base)) {
    clearTimeout(holder.timer);
    holder.timer = setTimeout(send, REST);
  }
  return () => clearTimeout(holder.timer);
}
