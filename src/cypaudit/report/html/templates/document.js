"use strict";
(() => {
  // Where the documents lie is a fact of the machine, so it stands in a file of its own.
  const places = typeof cypauditPlaces === "object" ? cypauditPlaces[document.body.dataset.document] || {} : {};
  for (const link of document.querySelectorAll("a.open")) {
    const place = Object.hasOwn(places, link.dataset.file) ? places[link.dataset.file] : "";
    if (!place) continue;
    link.href = link.dataset.page ? `${place}#page=${link.dataset.page}` : place;
    link.hidden = false;
  }
  // A passage that is folded away is printed all the same.
  const folded = document.querySelectorAll("details");
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...folded].filter((part) => !part.open);
    for (const part of opened) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of opened) part.open = false;
  });
})();
