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
