/** The tab's title: the page's name, and before it how much happened while nobody looked. */

let page = ''
let unseen = 0

function show(): void {
  const count = unseen > 0 ? `(${unseen}) ` : ''
  document.title = `${count}${page === '' ? '' : `${page} · `}L-Exchange`
}

export function setPageTitle(title: string): void {
  page = title
  show()
}

/** Counts only while the tab is hidden; looking at it clears the count. */
export function addUnseen(count: number): void {
  if (!document.hidden) return
  unseen += count
  show()
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden || unseen === 0) return
  unseen = 0
  show()
})
