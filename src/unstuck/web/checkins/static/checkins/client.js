// Leaving takes the page out of the browser's history too: "back" does not lead to it. Without this the link still leaves.
document.addEventListener("click", event => {
  const leave = event.target.closest("a.leave");
  if (!leave) return;
  event.preventDefault();
  document.documentElement.hidden = true;
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
