/** One sum of the money picture, as both of its forms name it. */
export interface Stage {
  key: string
  label: string
  value: string
  unit: 'CR' | 'LCO'
}
