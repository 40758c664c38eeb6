import { municipality } from '../../municipality.ts'
import { fold } from '../../search/fold.rules.ts'

/** An organisation, or somebody who wants to become one here, by what it goes under. */
export interface Known {
  /** Its name, short name, former names and other spellings. */
  names: string[]
  organisationNumber: string | null
}

export const duplicateReasons = ['same_number', 'same_name', 'similar_name'] as const

export interface Reason {
  code: (typeof duplicateReasons)[number]
  /** The name that is alike, where it is a name. */
  name?: string
}

/** From here on two names are likely to be of the same: below it lie those that share a place or a kind alone. */
const likelyFrom = 60
/** Two words this alike are one word, inflected or misspelt: "barnen" and "barnens". */
const sameWordFrom = 0.8
/** Of shorter words, one letter makes another word. */
const shortest = 4
const mostTelling = 8

/** What says only which legal form a name has, or binds its words together; folded, as all words here. */
const legalForm = /^(?:ab|aktiebolag|hb|handelsbolag|kb|kommanditbolag|ek|for|ideell|ekonomisk|publ|i|och|av|pa)$/
const wordsIn = (text: string) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? []
/** In any of these, inflected or not. */
const ofWords = (text: string) => new RegExp(`^(?:${wordsIn(text).join('|') || '(?!)'})(?:s|a|t|n|en|ens|et|ets)?$`)
/** How much a word tells of which organisation it is; all other words 1. */
const weights: [RegExp, number][] = [
  [legalForm, 0.1],
  [ofWords(`svensk sverige ${municipality.name}`), 0.1],
  [ofWords(municipality.places), 0.25],
  [
    ofWords('kommun forsamling forening lokalforening lokalavdelning avdelning lokalgrupp grupp forbund stiftelse'),
    0.25,
  ],
  [ofWords('kyrka'), 0.5],
]

/**
 * How likely it is that two are the same, 0 to 100, and why; or nothing when it is not. Words that most names share
 * count little: trigrams would find "Svenska kyrkan" more like "Svenska Hem" than "Rädda barnen" is like its own
 * local branch. It is for a person to judge, and nothing is ever joined by it.
 */
export function likeness(one: Known, other: Known): { score: number; reasons: Reason[] } | undefined {
  const reasons: Reason[] = []
  let score = 0
  if (one.organisationNumber !== null && one.organisationNumber === other.organisationNumber) {
    reasons.push({ code: 'same_number' })
    score = 100
  }
  const [closest] = other.names
    .map((name) => ({ name, alike: Math.max(...one.names.map((own) => nameLikeness(own, name))) }))
    .toSorted((a, b) => b.alike - a.alike)
  if (closest && closest.alike >= likelyFrom) {
    reasons.push({ code: closest.alike === 100 ? 'same_name' : 'similar_name', name: closest.name })
    score = Math.max(score, closest.alike)
  }
  return reasons.length > 0 ? { score, reasons } : undefined
}

/** How alike two names are, 0 to 100: the weight of the words that they share, of all that they have. */
export function nameLikeness(one: string, other: string): number {
  const words = compoundedLike(wordsOfName(one), wordsOfName(other))
  const others = compoundedLike(wordsOfName(other), words)
  if (toTheLetter(words) !== '' && toTheLetter(words) === toTheLetter(others)) return 100
  const left = [...others]
  let shared = 0
  for (const word of words.toSorted((a, b) => b.weight - a.weight)) {
    const [best] = left
      .map((candidate) => ({ candidate, alike: wordLikeness(word.text, candidate.text) }))
      .toSorted((a, b) => b.alike - a.alike)
    if (!best || best.alike < sameWordFrom) continue
    shared += best.alike * (word.weight + best.candidate.weight)
    left.splice(left.indexOf(best.candidate), 1)
  }
  const all = weightOf(words) + weightOf(others)
  // What is not the same to the letter is never quite the same; a name of signs alone is like none.
  return all === 0 ? 0 : Math.min(99, Math.round((100 * shared) / all))
}

/** The words of a name to look for others by: those that tell most of it, also written together with the next one. */
export function tellingWords(name: string): string[] {
  const words = wordsOfName(name)
  const most = Math.max(...words.map(({ weight }) => weight))
  const tells = (word: Word | undefined) => word?.weight === most
  const pairs = words
    .slice(1)
    .map((word, place) => ({ word, before: words[place]! }))
    .filter(({ word, before }) => (tells(word) || tells(before)) && !isLegalForm(word) && !isLegalForm(before))
  return [
    ...words.filter(tells).map(({ text }) => text),
    ...pairs.map(({ word, before }) => before.text + word.text),
  ].slice(0, mostTelling)
}

interface Word {
  text: string
  weight: number
}

function wordsOfName(name: string): Word[] {
  // "Willy:s" is "Willys".
  const words = wordsIn(name.replace(/[:'’]/g, ''))
  return words.map((text) => ({ text, weight: weights.find(([form]) => form.test(text))?.[1] ?? 1 }))
}

/** With neighbours as one word where the other name has them so: "Radio hjälpen" is "Radiohjälpen". */
function compoundedLike(words: Word[], others: Word[]): Word[] {
  const [first, second, ...rest] = words
  if (!first || !second) return words
  const text = first.text + second.text
  if (others.some((other) => other.text === text)) return [{ text, weight: 1 }, ...compoundedLike(rest, others)]
  return [first, ...compoundedLike([second, ...rest], others)]
}

function isLegalForm({ text }: Word): boolean {
  return legalForm.test(text)
}

function toTheLetter(words: Word[]): string {
  return words
    .filter((word) => !isLegalForm(word))
    .map(({ text }) => text)
    .join(' ')
}

function weightOf(words: Word[]): number {
  return words.reduce((sum, { weight }) => sum + weight, 0)
}

function wordLikeness(one: string, other: string): number {
  if (one === other) return 1
  const [short, long] = [one.length, other.length].toSorted((a, b) => a - b) as [number, number]
  // So long a word holds too many letters that the other does not have.
  if (short < shortest || short < long * sameWordFrom) return 0
  const most = Math.floor(long * (1 - sameWordFrom))
  const distance = editDistance(one, other, most)
  return distance > most ? 0 : 1 - distance / long
}

/**
 * How many letters must be added, taken away or changed (Levenshtein), or more than `most` when it is more: only so far
 * from the diagonal is looked (Ukkonen).
 */
export function editDistance(one: string, other: string, most: number): number {
  const letters = Array.from(other)
  const far = most + 1
  let row = [0, ...letters.map((_, place) => Math.min(place + 1, far))]
  for (const [i, letter] of Array.from(one).entries()) {
    const above = row
    row = Array<number>(letters.length + 1).fill(far)
    if (i < most) row[0] = i + 1
    for (let j = Math.max(0, i - most); j <= Math.min(letters.length - 1, i + most); j++) {
      row[j + 1] = Math.min(above[j + 1]! + 1, row[j]! + 1, above[j]! + (letter === letters[j] ? 0 : 1), far)
    }
  }
  return row.at(-1)!
}
