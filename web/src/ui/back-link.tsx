/** The way up from a page that belongs to another one: always the same arrow with the name of where it leads. */
import ArrowLeft from 'lucide-react/icons/arrow-left'
import { Link, type LinkProps } from './link.tsx'

/** @param name of the page it leads to, as in the rail */
export function BackLink({ name, ...link }: Pick<LinkProps, 'to' | 'search'> & { name: string }) {
  return (
    <Link
      {...link}
      className="hit -ml-0.5 inline-flex items-center gap-1.5 rounded-control text-13 text-muted hover:text-text"
    >
      <ArrowLeft size={14} aria-hidden="true" />
      {name}
    </Link>
  )
}
