/** Links inside the app and outside; a link that looks like a button. Paths are plain strings, checked by the page registry. */
import { Link as RouterLink } from '@tanstack/react-router'
import type { ComponentProps, ReactNode } from 'react'
import { type ButtonLook, buttonClass } from './button.tsx'

export interface LinkProps extends Omit<ComponentProps<'a'>, 'href' | 'target' | 'rel'> {
  to: string
  search?: Record<string, unknown>
}

/** In-app navigation. Unstyled: give a class, or use TextLink. */
export function Link({ to, search, ...rest }: LinkProps) {
  return <RouterLink to={to} {...(search ? { search: search as never } : {})} {...rest} />
}

export function TextLink({ className, ...rest }: LinkProps) {
  return <Link {...rest} className={className ? `link ${className}` : 'link'} />
}

export function ButtonLink({ variant, size, className, ...rest }: LinkProps & ButtonLook) {
  return <Link {...rest} className={buttonClass({ variant, size }, className)} />
}

/** A document served beside the app (API reference, downloads): full navigation. */
export function OutLink({ href, children, className }: { href: string; children: ReactNode; className?: string }) {
  return (
    <a href={href} className={className ?? 'link'}>
      {children}
    </a>
  )
}
