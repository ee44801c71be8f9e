/**
 * What an eye objects to on a page, in sentences, as an expression for a browser to evaluate. Limits are of WCAG 2.2, by number,
 * and of the body text.
 */
export const objections = String.raw`(() => {
  const said = new Set();
  const name = (one) => one.localName + [...one.classList].map((each) => '.' + each).join('');
  const object = (one, what) => said.add(name(one) + ' ' + what);
  const seen = [...document.body.querySelectorAll('*')].filter(
    (one) => one.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }) && !one.closest('.marks, #said, .skip-link'),
  );
  const styleOf = (one) => getComputedStyle(one);
  const px = (one, property) => Number.parseFloat(styleOf(one)[property]);
  const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const isClear = (colour) => channels(colour)[3] === 0;
  /** 1.4.3: contrast ratio. */
  const light = (colour) => {
    const [r, g, b] = channels(colour).map((one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) if (!isClear(styleOf(at).backgroundColor)) return styleOf(at).backgroundColor;
    return 'rgb(255, 255, 255)';
  };
  const width = document.documentElement.clientWidth;
  const isPaper = matchMedia('print').matches;

  // 1.4.10, and nothing is cut off.
  if (document.documentElement.scrollWidth > width) said.add('the page is wider than its screen');
  for (const one of seen) {
    const { left, right } = one.getBoundingClientRect();
    const { overflowX, overflowY } = styleOf(one);
    if (!one.closest('.lines') && (left < -1 || right > width + 1)) object(one, 'reaches out of the screen');
    if (/^(?:hidden|clip)$/.test(overflowX) && one.scrollWidth > one.clientWidth + 1) object(one, 'hides what no scrolling shows');
    // Where a table has no head, each cell says of what it is.
    const head = one.matches('td[data-node], td[data-label]') && one.closest('table').tHead;
    if (head && !head.checkVisibility() && getComputedStyle(one, '::before').content === 'none') object(one, 'does not say of what it is');
    // Whether anything is cut off depends on the paper.
    if (isPaper && !one.closest('svg') && (overflowX !== 'visible' || overflowY !== 'visible')) object(one, 'cuts off on paper');
  }

  /** The lines of text, each with the element that it is in. */
  const lines = [];
  for (const one of seen) {
    for (const node of one.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || node.data.trim() === '') continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const frame = isPaper ? null : one.closest('blockquote');
      const end = frame ? frame.getBoundingClientRect().bottom : Infinity;
      for (const box of range.getClientRects()) if (box.width > 1 && box.bottom < end) lines.push({ one, box });
    }
  }
  const body = px(document.body, 'fontSize');
  for (const { one, box } of lines) {
    const size = px(one, 'fontSize');
    if (size < body * 0.6875) object(one, 'has smaller letters than a label');
    const [text, back] = [styleOf(one).color, ground(one)];
    if (contrast(text, back) < 4.5) object(one, 'has a contrast of ' + contrast(text, back).toFixed(2));
    if (box.width > body * 75) object(one, 'has lines of more than 75 em');
    if (box.left < 12 || box.right > width - 8) if (!one.closest('.lines')) object(one, 'touches the edge of the screen');
    let block = one;
    while (styleOf(block).display === 'inline') block = block.parentElement;
    if (!one.closest('.lines') && box.right > block.getBoundingClientRect().right + (styleOf(block).whiteSpace === 'pre-wrap' ? 10 : 1)) object(block, 'is narrower than its text');
    // Text keeps away from the edge of the box that it is in.
    for (let at = one; at && at !== document.body; at = at.parentElement) {
      const style = styleOf(at);
      const isFilled = at.parentElement && !isClear(style.backgroundColor) && style.backgroundColor !== ground(at.parentElement);
      const around = at.getBoundingClientRect();
      for (const [side, Side, gap] of [
        ['left', 'Left', box.left - around.left],
        ['right', 'Right', around.right - box.right],
        ['top', 'Top', box.top - around.top],
        ['bottom', 'Bottom', around.bottom - box.bottom],
      ]) {
        const isEdge = isFilled || (px(at, 'border' + Side + 'Width') > 0 && style['border' + Side + 'Style'] !== 'none');
        const least = side === 'left' || side === 'right' ? 4 : 0.5;
        if (isEdge && gap < least && gap > -1) object(at, 'has text at its ' + side + ' edge');
      }
    }
  }
  // Words of two elements do not run into each other.
  const inOrder = lines.toSorted((a, b) => a.box.top - b.box.top);
  for (const [index, a] of inOrder.entries()) {
    for (let next = index + 1; next < inOrder.length && inOrder[next].box.top < a.box.bottom; next++) {
      const b = inOrder[next];
      if (a.one === b.one) continue;
      const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      const apart = Math.max(b.box.left - a.box.right, a.box.left - b.box.right);
      if (down > 4 && apart < -1) object(b.one, 'is over ' + name(a.one));
      const isRunning = [a, b].some((each) => /^inline(?:-block)?$/.test(styleOf(each.one).display));
      if (down > 4 && !isRunning && apart >= -1 && apart < 4) object(b.one, 'runs into ' + name(a.one));
    }
  }
  // Things of one list are apart, and so are the parts of a card, and all boxes.
  const textIn = (one, side) => lines.filter((line) => one.contains(line.one)).map(({ box }) => box[side]);
  for (const one of seen.filter((each) => each.matches('.card > *, .rows > li, .cause, .fix > *, .fix li'))) {
    const before = one.previousElementSibling;
    if (!before || !seen.includes(before)) continue;
    const gap = Math.min(...textIn(one, 'top')) - Math.max(...textIn(before, 'bottom'));
    if (gap > -1 && gap < 8) object(one, 'is not apart from ' + name(before));
  }
  const boxes = seen.filter((one) => one.matches('.card, .folded, .box'));
  for (const [index, one] of boxes.entries()) {
    for (const other of boxes.slice(index + 1)) {
      const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
      const apart = Math.max(b.left - a.right, a.left - b.right, b.top - a.bottom, a.top - b.bottom);
      if (apart < 8 && !one.contains(other)) object(other, 'is not apart from ' + name(one));
    }
  }
  // A word of a label is in one piece.
  for (const { one } of lines.filter((line) => line.one.matches('.box dt, th, button, .tag'))) {
    const [node] = [...one.childNodes].filter((each) => each.nodeType === Node.TEXT_NODE);
    for (const { index, 0: word } of node.data.matchAll(/[A-Za-z]{2,15}/g)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) object(one, 'breaks the word ' + word);
    }
  }
  if (isPaper) for (const one of seen) if (one.localName === 'details' && !seen.includes(one.lastElementChild)) object(one, 'is folded on paper');
  // 1.4.11: signs are large enough to be seen, and stand out.
  for (const one of seen.filter((each) => each.localName === 'svg')) {
    const { width: across, height } = one.getBoundingClientRect();
    if (across < 7 || height < 7) object(one, 'is too small to be seen');
    if (one.matches('.mark') && contrast(styleOf(one).fill, ground(one)) < 3) object(one, 'does not stand out');
  }
  for (const one of seen.filter((each) => each.matches('.card.fail, .card.warn, .card.unknown, .mode.here, .weight'))) {
    if (px(one, 'borderLeftWidth') < 1 || contrast(styleOf(one).borderLeftColor, ground(one.parentElement)) < 3)
      object(one, 'has a border that nobody sees');
  }
  return [...said].sort();
})()`;

/** What an eye objects to when a key has led to something: 2.4.7, 2.4.11, 1.4.11. It is asked for after a key was pressed. */
export const unseenFocus = `(() => {
  const said = new Set();
  for (const one of document.querySelectorAll('a[href], button, summary')) {
    if (!one.checkVisibility()) continue;
    one.focus();
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    const { top, left, bottom } = one.getBoundingClientRect();
    if (outlineStyle !== 'solid' || Number.parseFloat(outlineWidth) < 2) said.add(one.localName + ' has no outline');
    if (top < 0 || left < 0 || bottom > innerHeight + 1) said.add(one.localName + '.' + one.className + ' is out of sight: ' + [top, left, bottom]);
  }
  return [...said];
})()`;
