/** The text of a receipt written straight down: what `receiptText` gives for it, several times as fast. Checks nothing. */
import type { ReceiptBody } from '../receipt.ts'

export interface ReceiptLine {
  readonly body: ReceiptBody
  /** `cardText` and the JSON of body.card and body.usage: known from before, or needed for more than this. */
  readonly card: string
  readonly usage: string
}

/** All fields in the order of their names. */
export function receiptLine({ body, card, usage }: ReceiptLine): string {
  const { account, at, callId, capturedMicro, carriedInPico, carriedOutPico, chargePico, costPico } = body
  const { eligible, era, estimated, holdMicro, keyId, listPico, minedFromMicro, minedUnits, model, outcome } = body
  const { previous, promoMicro, receipt, sequence, service, serviceBps, status } = body
  const { surchargeBps, tier, tierBps, version, writtenOffMicro } = body
  return (
    `{"account":${account},"at":${at},"callId":${JSON.stringify(callId)},"capturedMicro":${capturedMicro}` +
    `,"card":${card},"carriedInPico":${carriedInPico},"carriedOutPico":${carriedOutPico},"chargePico":${chargePico}` +
    `,"costPico":${costPico},"eligible":${eligible},"era":${era},"estimated":${estimated},"holdMicro":${holdMicro}` +
    `,"keyId":${keyId},"listPico":${listPico},"minedFromMicro":${minedFromMicro},"minedUnits":${minedUnits}` +
    `,"model":${JSON.stringify(model)},"outcome":${JSON.stringify(outcome)},"previous":"${previous}"` +
    (promoMicro === undefined ? '' : `,"promoMicro":${promoMicro}`) +
    `,"receipt":${receipt},"sequence":${sequence},"service":${quoted(service)},"serviceBps":${serviceBps}` +
    `,"status":"${status}","surchargeBps":${surchargeBps}` +
    `,"tier":${quoted(tier)},"tierBps":${tierBps},"usage":${usage},"version":${version}` +
    `,"writtenOffMicro":${writtenOffMicro}}`
  )
}

/** For words that need no escape. */
function quoted(word: string | null): string {
  return word === null ? 'null' : `"${word}"`
}
