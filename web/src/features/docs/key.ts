/** What stands for a key in code that is shown. */
export const KEY = 'sk-lx-…'
