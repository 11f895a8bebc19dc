// A place to drop a file. The bytes go to the app's own address, not through Streamlit, so that
// they lie in nobody's memory; the bar shows how far they are. What breaks off leaves nothing
// behind on the server and can be sent again.
function built(parentElement) {
  const place = document.createElement("div");
  place.className = "tandem-drop";
  const field = document.createElement("input");
  field.type = "file";
  field.id = `tandem-drop-${Math.random().toString(36).slice(2)}`;
  const label = document.createElement("label");
  label.htmlFor = field.id;
  const strong = document.createElement("strong");
  strong.textContent = "Choose a file";
  const words = document.createElement("span");
  label.append(strong, words);
  const asked = document.createElement("label");
  asked.className = "asked";
  const question = document.createElement("span");
  const note = document.createElement("input");
  note.type = "text";
  asked.append(question, note);
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.hidden = true;
  const state = document.createElement("p");
  state.setAttribute("role", "status");
  const stop = document.createElement("button");
  stop.type = "button";
  stop.hidden = true;
  place.append(asked, field, label, bar, state, stop);
  parentElement.append(place);
  return Object.assign(place, { field, words, asked, question, note, bar, state, stop });
}

const size = (bytes) => bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(":scope > .tandem-drop") || built(parentElement);
  const { field, bar, state, stop } = place;
  place.words.textContent = data.words;
  field.accept = data.accept;
  place.asked.hidden = !data.asks;
  place.question.textContent = data.asks;
  place.note.maxLength = data.longest;

  const say = (words, wrong = false) => {
    state.textContent = words;
    place.classList.toggle("is-wrong", wrong);
  };
  const rest = (button, action) => {
    bar.hidden = true;
    place.classList.remove("is-busy");
    stop.hidden = !button;
    stop.textContent = button || "";
    stop.onclick = action;
    field.disabled = false;
    field.value = "";
  };

  const send = (file) => {
    if (place.sending) return;
    if (file.size > data.most * 1024 * 1024) {
      say(`${file.name} has ${size(file.size)}; ${data.most} MB is the most. Nothing was sent.`, true);
      return;
    }
    const request = new XMLHttpRequest();
    place.sending = request;
    place.classList.add("is-busy");
    field.disabled = true;
    bar.hidden = false;
    bar.value = 0;
    bar.setAttribute("aria-label", `Sending ${file.name}`);
    stop.hidden = false;
    stop.textContent = "Stop";
    stop.onclick = () => request.abort();
    say(`Sending ${file.name}, ${size(file.size)}…`);
    const again = () => send(file);
    request.upload.onprogress = (event) => {
      if (!event.lengthComputable) return;
      bar.value = event.loaded / event.total;
      say(event.loaded < event.total
        ? `Sending ${file.name}: ${size(event.loaded)} of ${size(event.total)}`
        : `${file.name} has arrived and is being kept…`);
    };
    request.onload = () => {
      place.sending = null;
      let told = {};
      try { told = JSON.parse(request.responseText); } catch { /* said below */ }
      if (request.status === 201) {
        rest();
        place.note.value = "";
        say(`${file.name} has arrived.`);
        setTriggerValue("arrived", told.upload);
        return;
      }
      rest("Send it again", again);
      say([told.what || "The server did not take the file.", told.where, told.next_step]
        .filter(Boolean).join(" "), true);
    };
    request.onerror = () => {
      place.sending = null;
      rest("Send it again", again);
      say(`The connection broke off. Nothing of ${file.name} was kept.`, true);
    };
    request.onabort = () => {
      place.sending = null;
      rest("Send it again", again);
      say(`Stopped. Nothing of ${file.name} was kept.`);
    };
    // An address takes no bytes beyond ASCII, and a name may hold anything.
    const note = place.note.value ? `&note=${encodeURIComponent(place.note.value)}` : "";
    request.open("PUT", `${data.address}?name=${encodeURIComponent(file.name)}${note}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.send(file);
  };

  field.onchange = () => { if (field.files[0]) send(field.files[0]); };
  place.ondragover = (event) => { event.preventDefault(); place.classList.add("is-over"); };
  place.ondragleave = () => place.classList.remove("is-over");
  place.ondrop = (event) => {
    event.preventDefault();
    place.classList.remove("is-over");
    if (event.dataTransfer.files.length > 1) {
      say("One file at a time, please.", true);
    } else if (event.dataTransfer.files[0]) send(event.dataTransfer.files[0]);
  };
}
