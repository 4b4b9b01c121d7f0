// Runs before the first paint: the theme, the language and the text size of last time, so that nothing flashes, and
// whose faces the text is set in.
(function () {
  var root = document.documentElement;
  var agent = navigator.userAgent;
  root.dataset.os = /Mac|iPhone|iPad/.test(agent)
    ? 'apple'
    : /Windows/.test(agent)
      ? 'windows'
      : /Android/.test(agent)
        ? 'android'
        : 'linux';
  // The words of the first screen are set in it, and nothing else would ask for it before the styles are read.
  if (root.dataset.os === 'linux' || root.dataset.os === 'android') {
    var face = document.createElement('link');
    face.rel = 'preload';
    face.as = 'font';
    face.type = 'font/woff2';
    face.crossOrigin = 'anonymous';
    face.href = './assets/inter.woff2';
    document.head.append(face);
  }
  var kept = {};
  try {
    kept = JSON.parse(localStorage.getItem('circles.look') || '{}');
  } catch {
    // A damaged entry is replaced when the settings arrive.
  }
  var dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = kept.theme === 'dark' || kept.theme === 'light' ? kept.theme : dark ? 'dark' : 'light';
  var language = kept.language === 'en' || kept.language === 'zh-Hans' ? kept.language : navigator.language;
  root.lang = /^zh/i.test(language) ? 'zh-Hans' : 'en';
  if (kept.text > 100 && kept.text <= 200) root.style.fontSize = Number(kept.text) + '%';
})();
