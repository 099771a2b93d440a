// Leaving takes the page out of the browser's history too: "back" does not lead to it. Without this the link still leaves.
document.addEventListener("click", event => {
  const leave = event.target.closest("a.leave");
  if (!leave) return;
  event.preventDefault();
  document.documentElement.hidden = true;
  location.replace(leave.href);
});
