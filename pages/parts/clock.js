// The clock of a meeting: it counts in the browser from what the server said last, so that a
// second costs the server nothing and a reload shows the same time. What is over says so in words.
const TICK = 500;

function written(seconds) {
  const whole = Math.floor(Math.abs(seconds));
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  return `${minutes}:${String(rest).padStart(2, "0")}`;
}

function part(name, elapsed, limit) {
  const holder = document.createElement("span");
  const left = limit - elapsed;
  holder.className = left < 0 ? "clock-part over" : "clock-part";
  const rest = left < 0 ? `over by ${written(left)}` : `${written(left)} left`;
  holder.textContent = `${name} ${written(elapsed)} of ${written(limit)} · ${rest}`;
  return holder;
}

export default function ({ data, parentElement }) {
  let holder = parentElement.querySelector(":scope > .tandem-clock");
  if (!holder) {
    holder = document.createElement("div");
    holder.className = "tandem-clock";
    holder.setAttribute("role", "timer");
    parentElement.append(holder);
  }
  clearInterval(holder.ticking);
  const began = performance.now();
  const draw = () => {
    const since = data.running ? (performance.now() - began) / 1000 : 0;
    const paused = document.createElement("span");
    paused.textContent = data.running ? "" : "Clock stands";
    holder.replaceChildren(
      part("Step", data.step + since, data.stepLimit),
      part("Meeting", data.meeting + since, data.meetingLimit),
      paused,
    );
  };
  draw();
  holder.ticking = setInterval(draw, TICK);
  return () => clearInterval(holder.ticking);
}
