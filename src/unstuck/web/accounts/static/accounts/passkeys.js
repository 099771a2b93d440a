// Shows the buttons for passkeys where the browser has them, and says so when one did not work.
// The ceremony itself is django-allauth's (mfa/js/webauthn.js).
document.addEventListener("DOMContentLoaded", () => {
  const able = Boolean(window.isSecureContext && window.PublicKeyCredential && Number.isNaN(Number(location.hostname.replaceAll(".", ""))));
  for (const form of document.querySelectorAll("[data-passkey]")) form.hidden = !able;
  const nowhere = document.getElementById("passkey-nowhere");
  if (nowhere && !document.querySelector("#passkey-login")) nowhere.hidden = able;
});
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const trouble = document.getElementById("passkey-trouble");
  if (trouble) trouble.hidden = false;
});
