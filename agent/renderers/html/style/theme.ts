/** Colours by what they mean. Text has a contrast of at least 4.5 to its background in both themes. */
export const theme = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #fff; --well: #f1f3f6; --line: #d9dde3; --ink: #1b1f24; --soft: #59626e; --link: #0b5cad;
  --fail: #b42318; --fail-ground: #fdf0ee; --warn: #8a5300; --warn-ground: #fdf5e3;
  --unknown: #5b43a8; --unknown-ground: #f3f0fc; --pass: #17703a; --pass-ground: #ebf7ef; --skip: #59626e; --skip-ground: #f1f3f6;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
  --mono: ui-monospace, "Cascadia Mono", "SF Mono", Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101317; --card: #181c22; --well: #20252d; --line: #323944; --ink: #e6e9ee; --soft: #a2abb8; --link: #7fb8ff;
    --fail: #ff9086; --fail-ground: #2b1816; --warn: #eebb55; --warn-ground: #272013;
    --unknown: #bba9ff; --unknown-ground: #1f1b30; --pass: #6bd08f; --pass-ground: #132419; --skip: #a2abb8; --skip-ground: #20252d;
  }
}
@media print {
  :root {
    color-scheme: light;
    --ground: #fff; --card: #fff; --well: #fff; --line: #b5bbc4; --ink: #000; --soft: #444; --link: #000;
    --fail: #b42318; --fail-ground: #fff; --warn: #8a5300; --warn-ground: #fff;
    --unknown: #5b43a8; --unknown-ground: #fff; --pass: #17703a; --pass-ground: #fff; --skip: #444; --skip-ground: #fff;
  }
}
.fail, .unhealthy { --is: var(--fail); --is-ground: var(--fail-ground); }
.warn, .degraded { --is: var(--warn); --is-ground: var(--warn-ground); }
.unknown { --is: var(--unknown); --is-ground: var(--unknown-ground); }
.pass, .healthy { --is: var(--pass); --is-ground: var(--pass-ground); }
.skip, .hidden { --is: var(--skip); --is-ground: var(--skip-ground); }
`;
