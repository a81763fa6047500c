// Elements of a page. Not here: what they say.

const SVG = "http://www.w3.org/2000/svg";

function made(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child || child === ""));
  return node;
}

/** An element with its attributes and children; a text is text, never markup. */
export const element = (tag, attributes = {}, ...children) =>
  made(document.createElement(tag), attributes, children);

export const drawn = (tag, attributes = {}, ...children) =>
  made(document.createElementNS(SVG, tag), attributes, children);

/** A table that scrolls in a place of its own; its first `words` columns hold no numbers. */
export function table(caption, header, rows, { words = 1, sums = null } = {}) {
  const cell = (tag, place, content, attributes = {}) =>
    element(tag, { ...attributes, class: place < words ? null : "number" }, content);
  const line = (cells) =>
    element(
      "tr",
      {},
      cells.map((content, place) =>
        place ? cell("td", place, content) : cell("th", place, content, { scope: "row" }),
      ),
    );
  return element(
    "div",
    { class: "scroll", role: "group", tabindex: "0", "aria-label": caption },
    element(
      "table",
      {},
      element("caption", {}, caption),
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          header.map((content, place) => cell("th", place, content, { scope: "col" })),
        ),
      ),
      element("tbody", {}, rows.map(line)),
      sums && element("tfoot", {}, line(sums)),
    ),
  );
}

/** What is opened by those who want it; `make` promises its content, and is called only then. */
export function opened(summary, make) {
  const details = element("details", {}, element("summary", {}, summary));
  const fill = async () => {
    details.append(...[await make().catch(unreadable)].flat());
  };
  details.addEventListener("toggle", fill, { once: true });
  return details;
}

function unreadable(error) {
  console.error(error);
  return element(
    "p",
    { class: "message", role: "alert" },
    "Talen kunde inte läsas. Har något publicerats sedan sidan öppnades? ",
    element("a", { href: "index.html" }, "Öppna startsidan på nytt"),
    ".",
  );
}

/** Have a page show what its address says, and say so where its files are gone. */
export function shownByAddress(show) {
  const main = document.querySelector("main");
  const skip = document.querySelector(".skip");
  // The address after # is the page's own, so the link may not change it.
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  const showOrSay = () => show().catch((error) => main.replaceChildren(unreadable(error)));
  window.addEventListener("hashchange", showOrSay);
  return showOrSay();
}
