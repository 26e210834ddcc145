/** Takes secrets out of what is about to be logged: by field name, by known shape, and by known value. Writes nothing itself. */

export const REDACTED = '[redacted]'

/** Secrets may hide in any log line; a redactor is shared by everything that writes text for people. */
export interface Redactor {
  /** From now on this value is cut out wherever it appears: channel secrets, the operator's password, the metrics token. Under 6 characters it is ignored. */
  hide(secret: string): void
  /** A finished line or message without anything that looks like or is a secret. */
  text(line: string): string
  /** A plain copy of a log field with the values under secret names replaced; bounded in depth and width. */
  value(field: unknown): unknown
}

/** Names whose value is a secret whatever it is; compared without case, `-` and `_`. */
const secretNames = new Set(
  [
    'authorization proxyauthorization cookie cookies setcookie rawheaders',
    'password newpassword currentpassword passphrase pwd',
    'secret secrets clientsecret signingsecret webhooksecret',
    'token accesstoken refreshtoken idtoken sessiontoken setuptoken bearer',
    'apikey apikeys xapikey xgoogapikey virtualkey masterkey privatekey credential credentials databaseurl',
  ].flatMap((line) => line.split(' ')),
)

const jsonNames =
  'authorization|proxy-authorization|(?:set-)?cookie|x-api-key|x-goog-api-key|api[-_]?key|(?:new|current)?_?password|passphrase|(?:client_?)?secret|(?:access_?|refresh_?|session_?|id_?)?token'

/** `"password":"…"` at any depth of escaping: the value ends at the next quote that is escaped as often as the name's; \\2 is its 2^k − 1 backslashes. */
const embeddedJson = new RegExp(
  `((?<!\\\\)(\\\\{0,9})"(?:${jsonNames})\\2"\\s{0,4}:\\s{0,4}\\2")(?:.{0,2000}?(?:(?<!\\\\)(?:\\2\\2\\\\{2}){0,50}(?=\\2")|$)|.{2000})`,
  'gi',
)

/** What secrets look like in free text. Each keeps what names it and replaces what it is. */
const shapes: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // Ours and most vendors': sk-lx-…, sk-proj-…, sk-ant-…, pk_live_…, whsec_…
  [/\b((?:sk|rk|pk)[-_](?:[a-z]{2,12}[-_]){0,3})[A-Za-z0-9_-]{12,}/g, `$1${REDACTED}`],
  [/\b(AIza|whsec_|gh[pousr]_|xox[abpr]-|AKIA)[A-Za-z0-9_-]{12,}/g, `$1${REDACTED}`],
  [/\b(bearer|basic)(\s+|%20)[A-Za-z0-9._~+/=-]{4,}/gi, `$1$2${REDACTED}`],
  // JSON Web Tokens
  [/\beyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{4,2000}(?:\.[A-Za-z0-9_-]*)?/g, REDACTED],
  // Session cookies of ours, signed or not
  [/\b((?:__Secure-|__Host-)?lx\.[a-z_]+=)[^;,\s"'\\]+/g, `$1${REDACTED}`],
  // user:password@host
  [/(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"]{0,100}:)[^\s/@"]{1,200}@/gi, `$1${REDACTED}@`],
  // ?token=… in links and requests
  [/([?&#](?:token|key|api[-_]?key|secret|password|signature|code)=)[^&#\s"'\\]+/gi, `$1${REDACTED}`],
  // A JSON text inside a string: {\"password\":\"…\"}, escaped any number of times
  [embeddedJson, `$1${REDACTED}`],
]

const maxDepth = 6
const maxMembers = 100
const maxHidden = 10_000
/** Characters one text, and all texts of one line together, may have. */
const maxText = 2_000
const maxLine = 32_000
/** A longer secret could be cut in half at the end of a shortened text, and a half is not recognised. */
const maxSecret = 400

export function createRedactor(): Redactor {
  const hidden = new Set<string>()
  let known: RegExp | undefined

  const text = (line: string): string => {
    let clean = line
    if (known) clean = clean.replace(known, REDACTED)
    for (const [pattern, replacement] of shapes) clean = clean.replace(pattern, replacement)
    return clean
  }

  return {
    hide(secret) {
      if (secret.length < 6 || hidden.has(secret) || hidden.size >= maxHidden) return
      hidden.add(secret)
      known = new RegExp([...hidden].flatMap(spellings).sort(longestFirst).map(escapePattern).join('|'), 'g')
    },
    text,
    value: (field) => copyOf(field, text),
  }
}

/** The ways in which a value turns up in a line: as it is, inside JSON, inside a URL, in base64. */
function spellings(secret: string): string[] {
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ]
  return [...new Set(forms)]
}

const longestFirst = (a: string, b: string): number => b.length - a.length
const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

function isSecretName(name: string): boolean {
  return secretNames.has(name.toLowerCase().replaceAll(/[-_]/g, ''))
}

/** A plain copy within the bounds above; what does not fit is named, not kept. */
function copyOf(field: unknown, clean: (text: string) => string): unknown {
  let left = maxLine

  const short = (text: string): string => {
    const kept = Math.min(maxText, Math.max(left, 0))
    left -= Math.min(text.length, kept) + 8
    return text.length <= kept
      ? text
      : `${clean(text.slice(0, kept + maxSecret)).slice(0, kept)}… (${text.length} characters)`
  }

  const copy = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return short(value)
    if (typeof value === 'bigint' || typeof value === 'symbol') return short(String(value))
    if (typeof value === 'function') return '[function]'
    if (typeof value !== 'object' || value === null) return value
    if (depth >= maxDepth || left <= 0) return '[more]'
    return copyObject(value, depth)
  }

  const copyObject = (value: object, depth: number): unknown => {
    if (value instanceof Error) return copyError(value, depth)
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
    if (value instanceof URL) return short(value.href)
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
    if (Array.isArray(value)) return value.slice(0, maxMembers).map((item) => copy(item, depth + 1))
    if (value instanceof Set) return copy([...value], depth)
    if (value instanceof Map || value instanceof Headers) return copyMembers([...value.entries()], depth)
    return copyMembers(Object.entries(value), depth)
  }

  const copyMembers = (entries: readonly (readonly [unknown, unknown])[], depth: number): Record<string, unknown> => {
    const members: Record<string, unknown> = {}
    for (const [key, member] of entries.slice(0, maxMembers)) {
      const name = short(String(key))
      const open = member === null || member === undefined || typeof member === 'boolean' || !isSecretName(name)
      Object.defineProperty(members, name, { value: open ? copy(member, depth + 1) : REDACTED, enumerable: true })
    }
    return members
  }

  const copyError = (error: Error, depth: number): Record<string, unknown> => {
    const { name, message, stack = '', cause } = error
    const extra = copyMembers(Object.entries(error), depth)
    return {
      ...extra,
      type: name,
      message: short(message),
      stack: short(stack),
      ...(cause === undefined ? {} : { cause: copy(cause, depth + 1) }),
    }
  }

  return copy(field, 0)
}
