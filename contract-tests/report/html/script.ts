/**
 * All that the page does by itself; it is complete without. It never makes HTML: it hides, shows and copies what is there.
 */
export const SCRIPT = `
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
for (const control of all('[data-needs-script]')) control.hidden = false;

const text = document.getElementById('filter-text');
const operation = document.getElementById('filter-operation');
const findings = all('[data-finding]');
function filter() {
  const words = text.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const finding of findings) {
    const { search, operation: id } = finding.dataset;
    const fits = (operation.value === '*' || operation.value === id) && words.every((word) => search.includes(word));
    finding.hidden = !fits;
    if (fits) shown += 1;
  }
  document.getElementById('filter-count').textContent = shown + ' of ' + findings.length;
  document.getElementById('filter-none').hidden = shown > 0;
}
function unfilter() {
  text.value = '';
  operation.value = '*';
  filter();
}
if (text && operation) {
  text.addEventListener('input', filter);
  operation.addEventListener('change', filter);
  filter();
}
for (const link of all('[data-filter-operation]')) {
  link.addEventListener('click', () => {
    unfilter();
    operation.value = link.dataset.filterOperation;
    filter();
  });
}

function openTarget() {
  const target = location.hash.startsWith('#finding-') && document.getElementById(location.hash.slice(1));
  if (!target) return;
  if (target.hidden) unfilter();
  const details = target.querySelector('details');
  if (details) details.open = true;
  target.scrollIntoView();
}
addEventListener('hashchange', openTarget);
openTarget();

const folded = () => all('[data-finding] > details:not([open])');
const toggle = document.getElementById('toggle-all');
toggle?.addEventListener('click', () => {
  const open = folded().length > 0;
  for (const details of all('[data-finding] > details')) details.open = open;
});
let opened = [];
addEventListener('beforeprint', () => {
  opened = folded();
  for (const details of opened) details.open = true;
});
addEventListener('afterprint', () => {
  for (const details of opened) details.open = false;
});

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
  } catch {
    // A page that was opened over plain HTTP, or without the right to the clipboard.
    getSelection().selectAllChildren(source);
    if (!document.execCommand('copy')) return 'Press Ctrl+C';
    getSelection().removeAllRanges();
  }
  return 'Copied';
}
for (const button of all('[data-copy]')) {
  const label = button.textContent;
  button.addEventListener('click', async () => {
    button.textContent = await copy(button);
    setTimeout(() => { button.textContent = label; }, 1500);
  });
}
`;
