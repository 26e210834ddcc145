/** A text with marked parts: <Rich text={t('x')} parts={{ link: (inner) => <Link …>{inner}</Link> }} /> for "see <link>this</link>". */
import { Fragment, type ReactNode } from 'react'

export interface RichProps {
  text: string
  parts: Record<string, (inner: string) => ReactNode>
}

/** Unknown marks show their inner text plainly. Marks do not nest. */
export function Rich({ text, parts }: RichProps) {
  const pieces: ReactNode[] = []
  let last = 0
  for (const match of text.matchAll(/<(\w+)>(.*?)<\/\1>/g)) {
    const [whole, name = '', inner = ''] = match
    pieces.push(text.slice(last, match.index))
    pieces.push(<Fragment key={match.index}>{parts[name]?.(inner) ?? inner}</Fragment>)
    last = match.index + whole.length
  }
  pieces.push(text.slice(last))
  return <>{pieces}</>
}
