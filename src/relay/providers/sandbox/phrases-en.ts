/** What the sandbox says in English, by topic. Text only. */
import type { Phrases } from './phrases.ts'

export const english: Phrases = {
  openings: [
    'Good question.',
    'Happy to think about this with you.',
    'Let me take that step by step.',
    'Here is how I would look at it.',
    'That is worth a careful answer.',
  ],
  echo: (quote) => `You asked about “${quote}”, so I will stay close to that.`,
  topics: {
    greeting: [
      'Hello! I am the sandbox model of this exchange: I run inside the server, need no network, and answer the same question the same way every time.',
      'Everything around me is real, though: the price of this answer was held before I began, and what you did not use goes back the moment I finish.',
    ],
    mining: [
      'Every credit that is captured for a call mints L-Coin at the rate of the present era, in the very same entry that books the charge.',
      'The rate halves as the eras pass while each era takes twice the credits of the one before, so early use weighs more and the supply can never pass ten million.',
      'A call that fails before any content is free, and a free call mines nothing.',
    ],
    market: [
      'A limit order waits in the book at its price, the oldest first; a market order takes what is there and never more than the band allows.',
      'Before you send one, look at the depth on the other side: the quote shows the average price you would really get, fee included.',
      'If the spread looks wide, a post-only order lets you be the one who sets it.',
    ],
    staking: [
      'Staked coins lower the share of the list price that you pay, once they have stood for a day.',
      'Leaving takes a week of unbonding, and you may change your mind on the way.',
      'Add up what you spend in a month before you lock anything: the discount should be worth more than the coins’ freedom.',
    ],
    burn: [
      'A fifth of the week’s profit goes to the ecosystem fund on Monday, and on Friday the fund buys coins on the open book in small slices.',
      'Most of what it buys is burned for good, and each slice leaves a public record that anyone can recompute.',
    ],
    code: [
      'I would begin with the smallest test that fails, because it tells you exactly what “done” means.',
      'Then keep the pure part apart from the part that talks to the world: the first is easy to check, the second is easy to replace.',
      'Names matter more than comments here; a reader should be able to guess the next line.',
    ],
    poem: [
      'Morning on the wire,\na thousand quiet questions\nturn to coins of light.',
      'The ledger balances: a leaf falls here, and somewhere a leaf is counted.',
    ],
    food: [
      'Start with something fresh, a little salt, and more patience than you think you need.',
      'Warm the pan slowly, taste often, and stop one minute before you are sure.',
      'A squeeze of lemon at the end forgives almost everything.',
    ],
    travel: [
      'Arrive early, walk the first hour without a map, and note the one street you would like to see again at night.',
      'Trains are part of the view there; take the slower one once and sit by the window.',
    ],
    science: [
      'The short version is that a simple rule, applied very many times, makes something that does not look simple at all.',
      'What we can measure settles the argument; what we cannot yet measure keeps it interesting.',
    ],
    work: [
      'I would open with the decision you need, give the two facts it rests on, and close with a date.',
      'Three short paragraphs are enough, and the last one should be a single sentence.',
    ],
    other: [
      'Three things decide it: what you already know, what would change your mind, and how soon you have to choose.',
      'If the cost of being wrong is small, try it and look; if it is large, ask someone who has been wrong before.',
      'Most of the time the plain option is better than it looks.',
    ],
  },
  middles: [
    'A small example usually helps more than a long explanation.',
    'It is also fine to leave one part open and come back to it.',
    'I would write the result down, because tomorrow it will look obvious.',
    'There are exceptions, but fewer than people say.',
    'Looked at from the other side, the same facts point the same way.',
    'None of this needs special tools, only a little order.',
  ],
  closings: [
    'Shall we go through one case together?',
    'Tell me which part you would like in more depth.',
    'I can also say the same in one sentence, if you prefer.',
    'Ask again in other words and I will take another path.',
  ],
  thoughts: 'The question is clear enough to answer directly. First the facts, then one example, then a way to go on. ',
  tool: (name, result) =>
    `According to ${name}: ${result}. That is all it returned, and it agrees with what you asked for.`,
  joiner: ' ',
}
