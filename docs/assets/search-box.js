// Text that comes into the search box without a key, pasted by a mouse or put in by an input method, is searched too:
// Material waits for keys. A block instead of a module, which browsers do not load from file://.
"use strict";

{
  const box = document.querySelector(".md-search__input");
  box?.addEventListener("input", () => box.dispatchEvent(new Event("keyup")));
}
