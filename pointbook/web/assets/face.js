// What Streamlit cannot be told by a setting. Loaded before their bundle, in both languages.

(() => {
  // Tables are painted on a canvas by formatters that know only the hyphen, and give zero a sign.
  const negative = /^-(?=[\d,]+(?:\.\d+)?%?$)/;
  const signedZero = /^[+-](?=0(?:\.0+)?%?$)/;
  const paint = CanvasRenderingContext2D.prototype.fillText;

  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    const read = typeof text === "string" ? text.replace(signedZero, "").replace(negative, "\u2212") : text;
    return paint.call(this, read, ...place);
  };
})();

(() => {
  // A session that ended, in another tab or by time, leads to the form and not to a page that hangs.
  const Plain = window.WebSocket;

  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", async () => {
        const answer = await fetch("/_stcore/health", { cache: "no-store" }).catch(() => undefined);
        if (answer?.status === 401 || answer?.status === 403)
          location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
      });
    }
  };
})();

(() => {
  // Leaving for a page with filters, Streamlit first puts its filters on the page that is left, as an entry of the
  // history, and then the page. The second takes the first one's place: one step back is the page as it was.
  const push = history.pushState;
  let halfway;

  history.pushState = function (state, title, url = location.href) {
    const to = new URL(url, location.href);
    const leaves = to.pathname !== location.pathname;
    const put = leaves && to.search === halfway ? history.replaceState : push;
    halfway = leaves ? undefined : to.search;
    return put.call(this, state, title, url);
  };

  // What the visitor does in between makes two steps of it.
  for (const deed of ["pointerdown", "keydown", "popstate"])
    addEventListener(deed, () => { halfway = undefined; }, true);
})();

(() => {
  // The names of a wide grid's rows are drawn in the picture that scrolls: they go along with the reader.
  const still = ({ target }) => {
    if (target instanceof Element && target.matches('[class*="st-key-wide_grid_"]'))
      target.style.setProperty("--scrolled", `${target.scrollLeft}px`);
  };
  addEventListener("scroll", still, { capture: true, passive: true });
})();

(() => {
  // Plotly keeps a finger to itself, though no chart of ours is dragged: it scrolls, and a tap presses as a mouse does.
  const letGo = (event) => {
    if (event.target instanceof Element && event.target.closest(".js-plotly-plot")) event.stopPropagation();
  };
  addEventListener("touchstart", letGo, { capture: true, passive: true });
})();
