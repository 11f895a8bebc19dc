// Puts the cursor on the first control of a panel that has just been opened, so that a meeting
// can be led from the keyboard alone. A panel that is open already is left as it is.
const WAIT = 50;
const PATIENCE = 40;
const CONTROLS = "button:not([disabled]), textarea, input:not([type=hidden]), [tabindex='0']";

export default function ({ data, parentElement }) {
  if (parentElement.opened === data.panel) return;
  parentElement.opened = data.panel;
  let left = PATIENCE;
  const look = setInterval(() => {
    const panel = document.querySelector(".st-key-checkin_panel");
    const control = panel && panel.querySelector(data.first || CONTROLS);
    if (control) control.focus();
    left -= 1;
    if (control || left === 0) clearInterval(look);
  }, WAIT);
}
