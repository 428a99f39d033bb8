// Numbers as words: the formats of lib/headroom/report/format.py, for the browser. A test holds the two against each other.
(function () {
  "use strict";

  const STEPS = [[1e12, "T"], [1e9, "B"], [1e6, "M"]];
  const MINUS = "−";
  const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

  // A fixed number of decimals, rounded half away from zero on the exact value of the float, with separators.
  function fixed(x, decimals) {
    const [whole, fraction] = plain(Math.abs(x), decimals).split(".");
    const text = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (fraction ? "." + fraction : "");
    return x < 0 || Object.is(x, -0) ? MINUS + text : text;
  }

  // Number.toFixed turns to exponents at 1e21; BigInt does not.
  function plain(x, decimals) {
    if (x < 1e21) return x.toFixed(decimals);
    return BigInt(x).toString() + (decimals > 0 ? "." + "0".repeat(decimals) : "");
  }

  function exponentOf(x) {
    return Math.floor(Math.log10(Math.abs(x)));
  }

  function significant(x, digits) {
    if (x === 0) return "0";
    const decimals = digits - 1 - exponentOf(x);
    if (decimals >= 0) return fixed(x, decimals);
    const scale = 10 ** -decimals;
    return fixed(Number(plain(Math.abs(x) / scale, 0)) * scale * (x > 0 ? 1 : -1), 0);
  }

  function scaled(x, below) {
    for (const [step, letter] of STEPS) {
      if (Math.abs(x) >= step * 0.9995) {
        const mantissa = x / step;
        return (Math.abs(mantissa) < 9.95 ? fixed(mantissa, 1) : number(mantissa)) + letter;
      }
    }
    return below(x);
  }

  function money(x) {
    const text = scaled(Math.abs(x), (v) => {
      if (v === 0) return "0";
      if (v < 0.1) return significant(v, 2);
      if (v < 9.995) return fixed(v, 2);
      return v < 1000 ? fixed(v, 0) : significant(v, 3);
    });
    return (x < 0 ? MINUS : "") + "$" + text;
  }

  function count(x) {
    return scaled(x, (v) => (Math.abs(v) >= 10 || v === Math.floor(v) ? fixed(v, 0) : significant(v, 2)));
  }

  function flop(x) {
    if (x <= 0) return number(x) + " FLOP";
    let exponent = exponentOf(x);
    let mantissa = fixed(x / 10 ** exponent, 1);
    if (mantissa === "10.0") [mantissa, exponent] = ["1.0", exponent + 1];
    return `${mantissa}×10${String(exponent).replace(/./g, (digit) => SUPERSCRIPT[digit])} FLOP`;
  }

  function percent(x) {
    const size = Math.abs(x) * 100;
    return (size > 0 && size < 1 ? significant(x * 100, 1) : fixed(x * 100, size < 9.95 ? 1 : 0)) + "%";
  }

  function number(x) {
    if (x === 0) return "0";
    const text = significant(x, 3);
    return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  }

  function ratio(x) {
    return (Math.abs(x) >= 9.95 ? fixed(x, 0) : significant(x, 2)) + "×";
  }

  const withUnit = (unit) => (x) => `${scaled(x, number)} ${unit}`;

  const FORMATS = {
    money, count, flop, percent, number, ratio,
    minutes: withUnit("minutes"),
    hours: withUnit("hours"),
    days: withUnit("days"),
    weeks: withUnit("weeks"),
    months: withUnit("months"),
    years: withUnit("years"),
    megawatt: withUnit("MW"),
    gigawatt: withUnit("GW"),
    megawatt_hours: withUnit("MWh"),
    kilowatt_hours: withUnit("kWh"),
    watt_hours: withUnit("Wh"),
    tonnes: withUnit("t"),
    chips: withUnit("chips"),
    queries: withUnit("queries"),
    chip_hours: withUnit("chip-hours"),
    money_per_hour: (x) => `${money(x)} per hour`,
    growth: (x) => `${ratio(x)} a year`,
    year: (x) => plain(Math.floor(x), 0),
    part_of_year: (x) => `${["early", "mid", "late"][Math.floor((x - Math.floor(x)) * 3)]} ${plain(Math.floor(x), 0)}`,
  };

  function write(x, kind) {
    if (!(kind in FORMATS)) throw new Error(`no format ${kind}`);
    return Number.isFinite(x) ? FORMATS[kind](x) : "not finite";
  }

  // What a reader types: "405B", "$2.10", "41 %", "3.8e25", "3.8×10²⁵ FLOP", "16,384 chips". NaN where it is no number.
  function read(text, kind) {
    const lower = Object.entries(SUPERSCRIPT).reduce((t, [digit, raised]) => t.replaceAll(raised, digit), text);
    const tidy = lower.replace(/[,$]/g, "").replace(MINUS, "-").replace(/\s*[×x]\s*10(-?\d+)/, "e$1");
    const found = /^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*([TBMK](?![a-z]))?\s*(%)?/i.exec(tidy);
    if (!found) return NaN;
    const scale = { T: 1e12, B: 1e9, M: 1e6, K: 1e3 }[(found[2] || "").toUpperCase()] || 1;
    const value = Number(found[1]) * scale;
    return found[3] || (kind === "percent" && value > 1) ? value / 100 : value;
  }

  window.headroomFormat = { write, read, kinds: Object.keys(FORMATS) };
})();
