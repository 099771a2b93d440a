// Leaving takes the page out of the browser's history too: "back" does not lead to it. Without this the link still leaves.
document.addEventListener("click", event => {
  const leave = event.target.closest("a.leave");
  if (!leave) return;
  event.preventDefault();
  document.documentElement.hidden = true;
  navigator.serviceWorker?.controller?.postMessage({leave: true});
  location.replace(leave.href);
});

// Reading aloud, where the browser can: the sentence above, the question, and each answer.
document.querySelectorAll("button.read").forEach(read => {
  if (!("speechSynthesis" in window)) return;
  read.hidden = false;
  read.addEventListener("click", () => {
    speechSynthesis.cancel();
    document.querySelectorAll("#prompt, #question, .tick, form button[name=value]").forEach(one => {
      const words = new SpeechSynthesisUtterance(one.textContent);
      words.lang = one.lang || document.documentElement.lang;
      speechSynthesis.speak(words);
    });
  });
});

// Going on without a network: a worker keeps the pages that are needed then, and hands over what was answered.
const kit = document.body.dataset.kit, workers = navigator.serviceWorker;
if (kit && workers && window.indexedDB) {
  const isTablet = kit.startsWith("/tablet/");
  const ask = () => workers.ready.then(one => one.active.postMessage({kit}));
  const scopes = isTablet ? ["/tablet/", "/check-in/"] : ["/check-in/"];
  addEventListener("load", () => {
    Promise.all(scopes.map(scope => workers.register("/check-in/offline.js", {scope}))).then(ask, () => {});
    addEventListener("online", () => [0, 2000, 8000].forEach(wait => setTimeout(ask, wait))); // it is often said too early
    setInterval(ask, 30000);
  });
  workers.addEventListener("message", ({data}) => {
    const ready = document.getElementById("ready"), waiting = document.getElementById("waiting");
    if (!ready) return;
    ready.hidden = !data.isReady;
    waiting.hidden = !data.waiting;
    waiting.querySelector("span").textContent = data.waiting;
    if (data.isFresh && !document.querySelector("[name=csrfmiddlewaretoken]")) location.replace("/tablet/");
  });
}
