// What neither Streamlit nor Plotly can be told by a setting. Loaded before their bundle, in both languages.

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
  // A picture is for paper: the dark theme's colours, and the balance line's, with those of the light one.
  const dark = "#171614";
  const onPaper = {
    [dark]: "#ffffff", // background
    "#edebe8": "#2f2d2b", // titles
    "#fafafa": "#262730", // legend
    "#e6eaf1": "#808495", // ticks and labels
    "#31333f": "#e6eaf1", // grid
    "#d5dbe5": "#2f3a4a", // balance
  };

  const printed = (part) =>
    JSON.parse(JSON.stringify(part).replace(/#[0-9a-f]{6}/gi, (colour) => onPaper[colour.toLowerCase()] ?? colour));

  document.addEventListener(
    "click",
    (event) => {
      const plot = event.target.closest?.(".modebar-btn")?.closest(".js-plotly-plot");
      const background = plot?.layout?.template?.layout?.paper_bgcolor;
      if (background?.toLowerCase() !== dark) return;
      // Plotly copies both when the click reaches it; afterwards they are again what is on the screen.
      const { data, layout } = plot;
      Object.assign(plot, { data: printed(data), layout: printed(layout) });
      setTimeout(() => Object.assign(plot, { data, layout }));
    },
    true,
  );
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
