/** Which passwords are taken: one rule for the identity store, which refuses, and for forms, which say so while somebody types. Hashing is identity's. */

export const MIN_PASSWORD = 10
export const MAX_PASSWORD = 128

/** Ten characters or more and still among the first that anybody tries. */
const common = new Set(
  (
    'password12 password123 password1234 passw0rd123 p@ssword123 qwertyuiop qwerty1234 qwerty12345 qwerty123456 1q2w3e4r5t 1qaz2wsx3edc ' +
    'iloveyou12 iloveyou123 welcome123 welcome1234 letmein123 administrator admin12345 admin123456 changeme123 abcdefghij abcdefghijk abc1234567 ' +
    'football123 baseball123 superman123 princess123 sunshine123 monkey12345 dragon12345 trustno1trustno1 zaq12wsxcde3 asdfghjkl1 asdfghjkl123'
  ).split(' '),
)

/** Too short or long; easy to guess: common, one repeated piece, a run of digits or letters; the person's own name or address. */
export type PasswordFault = 'length' | 'guessable' | 'own'

/** Everything that is wrong with a password; empty when it is taken. */
export function passwordFaults(
  password: string,
  about: { readonly email?: string | undefined; readonly name?: string | undefined } = {},
): readonly PasswordFault[] {
  const plain = password.toLowerCase()
  const email = about.email?.toLowerCase() ?? ''
  const own = [email, email.split('@')[0] ?? '', about.name?.toLowerCase() ?? '']
  const faults: Record<PasswordFault, boolean> = {
    length: password.length < MIN_PASSWORD || password.length > MAX_PASSWORD,
    guessable: common.has(plain) || /^(.{1,4})\1+.{0,3}$/.test(plain) || isRun(plain),
    own: own.some((text) => text.length > 3 && plain.replaceAll(text, '').length < 4),
  }
  return (Object.keys(faults) as PasswordFault[]).filter((fault) => faults[fault])
}

/** 1234567890, abcdefghij, 0987654321: each character one after, or one before, the last; digits go round. */
function isRun(text: string): boolean {
  const steps = [...text].slice(1).map((_, index) => text.charCodeAt(index + 1) - text.charCodeAt(index))
  return [1, -1].some((step) => steps.every((found) => (found - step) % 10 === 0))
}
