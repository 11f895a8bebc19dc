// Puts a block that the server has drawn on the page, and opens its links without a reload.
// A link to a file that is saved stays the browser's own. The server escapes what people typed;
// here only the names below pass, whatever arrives.
const ELEMENTS = new Set(
  "a circle dd div dl dt h2 h3 li line p path rect section span svg table tbody td text th thead tr ul"
    .split(" "),
);
const LINK = /^[a-z]+(\?[^<>"'\s]*)?$/;

function allowed(tree) {
  for (const element of [...tree.querySelectorAll("*")]) {
    if (!ELEMENTS.has(element.localName)) element.remove();
    for (const { name, value } of [...element.attributes]) {
      const unsafe = name.startsWith("on") || name === "style" || name.endsWith(":href");
      if (unsafe || (name === "href" && !LINK.test(value))) element.removeAttribute(name);
    }
  }
  return [...tree.childNodes];
}

export default function ({ data, parentElement, setTriggerValue }) {
  let holder = parentElement.querySelector(":scope > .tandem-block");
  if (!holder) {
    holder = document.createElement("div");
    holder.className = "tandem-block";
    parentElement.append(holder);
  }
  if (holder.drawn !== data) {
    holder.replaceChildren(...allowed(new DOMParser().parseFromString(data, "text/html").body));
    holder.drawn = data;
  }
  holder.onclick = (event) => {
    const link = event.target.closest("a[href]");
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || elsewhere || link.hasAttribute("download")) return;
    event.preventDefault();
    setTriggerValue("open", link.getAttribute("href"));
  };
}
