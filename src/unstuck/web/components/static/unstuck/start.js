// Components of govuk-frontend, made smoother where there is JavaScript. Every page works without it.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
document.addEventListener("htmx:afterSwap", (event) => {
  const heading = event.target.querySelector("[data-focus]");
  if (heading) heading.focus();
});
