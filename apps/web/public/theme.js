// Applied before the first paint, so that a chosen theme does not flash; a file of its own because the page's policy forbids inline scripts.
try {
  const theme = localStorage.getItem('tertulia.theme');
  if (theme === 'light' || theme === 'dark' || theme === 'contrast') document.documentElement.dataset.theme = theme;
  else if (matchMedia('(prefers-contrast: more)').matches) document.documentElement.dataset.theme = 'contrast';
  const size = localStorage.getItem('tertulia.text-size');
  if (size === 'small' || size === 'large') document.documentElement.dataset.text = size;
} catch {
  // Storage is blocked: the system's theme is used.
}
