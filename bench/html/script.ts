import { FLAME_WIDTH } from './flame.ts';

/** All that the page does by itself; it is complete without. Widens a frame of a flame graph over the whole width, and back. */
export const SCRIPT = `
for (const control of document.querySelectorAll('[data-needs-script]')) control.hidden = false;
for (const flame of document.querySelectorAll('[data-flame]')) {
  const frames = [...flame.querySelectorAll('.frame')].map((element) => ({
    element,
    from: Number(element.dataset.from),
    share: Number(element.dataset.share),
    rect: element.querySelector('rect'),
    text: element.querySelector('text'),
  }));
  const widen = (chosen) => {
    for (const { element, from, share, rect, text } of frames) {
      const left = Math.max(0, (from - chosen.from) / chosen.share);
      const right = Math.min(1, (from + share - chosen.from) / chosen.share);
      const width = Math.max(0, (right - left) * ${FLAME_WIDTH});
      element.style.display = width < 0.5 ? 'none' : '';
      rect.setAttribute('x', left * ${FLAME_WIDTH});
      rect.setAttribute('width', width);
      text.setAttribute('x', left * ${FLAME_WIDTH} + 4);
      const letters = Math.floor((width - 6) / 6.4);
      const name = element.dataset.name;
      text.textContent = letters < 3 ? '' : name.length <= letters ? name : name.slice(0, letters - 1) + '…';
    }
  };
  for (const frame of frames) {
    frame.element.addEventListener('click', () => widen(frame));
    if (frame.share < 0.03) continue;
    frame.element.setAttribute('tabindex', '0');
    frame.element.addEventListener('keydown', ({ key }) => key === 'Enter' && widen(frame));
  }
  addEventListener('beforeprint', () => widen(frames[0]));
}
`;
