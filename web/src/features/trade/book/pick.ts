/** What a click on a row of the book hands to the ticket. */
export interface Pick {
  price: string
  /** everything up to this row */
  quantity: string
  /** side of the row, not of the order it suggests */
  side: 'buy' | 'sell'
}
