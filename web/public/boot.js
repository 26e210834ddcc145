/** Sets theme, market colours and language on the page before the first paint; everything else is in the app. */
;(() => {
  let saved = {}
  try {
    saved = JSON.parse(localStorage.getItem('lx.settings') || '{}') || {}
  } catch {}
  const root = document.documentElement
  const dark =
    saved.theme === 'dark' ||
    (saved.theme !== 'light' && (matchMedia('(prefers-color-scheme: dark)').matches || location.pathname === '/trade'))
  root.dataset.theme = dark ? 'dark' : 'light'
  if (saved.market) root.dataset.market = saved.market
  if (saved.density) root.dataset.density = saved.density
  if (saved.language) root.lang = saved.language === 'zh' ? 'zh-CN' : saved.language
})()
