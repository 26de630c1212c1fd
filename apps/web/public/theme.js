// Applied before the first paint, so that a chosen theme does not flash; a file of its own because the page's policy forbids inline scripts.
try {
  const theme = localStorage.getItem('tertulia.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is blocked: the system's theme is used.
}
