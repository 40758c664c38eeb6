// Whose register it is: the variables that `municipality.ts` has read while the program was loaded. What is wrong with them
// `config.ts` tells with all else.
import { home } from './seed/municipality.ts'

export const municipalityVariables = {
  MUNICIPALITY_NAME: {
    fallback: home.MUNICIPALITY_NAME,
    meaning: 'the municipality whose register this is; where it is another one, the next eight are set too',
    fault: faultOfName,
  },
  MUNICIPALITY_CODE: {
    fallback: home.MUNICIPALITY_CODE,
    meaning: 'its four digits (kommunkod)',
    fault: (value: string) => (/^\d{4}$/.test(value) ? undefined : 'must be four digits'),
  },
  REGISTER_NAME: { fallback: home.REGISTER_NAME, meaning: 'what the register is called', fault: faultOfName },
  CONTRACT_NAME: { fallback: home.CONTRACT_NAME, meaning: 'what its partners have signed', fault: faultOfName },
  CONVENER_NAME: {
    fallback: home.CONVENER_NAME,
    meaning: 'who runs the register, and answers for the personal data in it',
    fault: faultOfName,
  },
  CONTACT_EMAIL: {
    fallback: home.CONTACT_EMAIL,
    meaning: 'where to write to them',
    fault: (value: string) =>
      /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(value) ? undefined : 'must be an e-mail address',
  },
  CONTACT_URL: { fallback: home.CONTACT_URL, meaning: 'their own pages', fault: faultOfPage },
  TERMS_URL: { fallback: home.TERMS_URL, meaning: 'where the terms of use of the register stand', fault: faultOfPage },
  BASE_PATH: {
    fallback: home.BASE_PATH,
    meaning: 'where its resources begin, before the version (/v1)',
    fault: (value: string) =>
      /^(?:\/[a-z0-9][a-z0-9-]*){1,4}$/.test(value) && !ownPaths.test(value)
        ? undefined
        : 'must be a path such as /partners: of a-z, 0-9 and -, and none of the program itself (/docs, /health, /metrics)',
  },
  PLACE_NAMES: {
    fallback: home.PLACE_NAMES,
    meaning: 'its parts and its region, with commas: in names of organisations they tell little; of another one none',
    fault: (value: string) => (/^[\p{L}\p{N} ,'-]*$/u.test(value) ? undefined : 'must be names, with commas'),
  },
}

/** Whether the register is of another municipality than the one whose facts the seed holds. */
export function isElsewhere(environment: NodeJS.ProcessEnv): boolean {
  const name = environment['MUNICIPALITY_NAME']?.trim()
  return Boolean(name) && name !== home.MUNICIPALITY_NAME
}

/** What is wrong with them together: half of another municipality would name ours as who answers for its personal data. */
export function faultsTogether(environment: NodeJS.ProcessEnv): string[] {
  if (!isElsewhere(environment)) return []
  const missing = Object.keys(home).filter((name) => name !== 'PLACE_NAMES' && !environment[name]?.trim())
  const isOfHome = ['facts', 'demo'].includes(environment['SEED']?.trim() ?? '')
  return [
    ...(missing.length > 0 ? [`Where MUNICIPALITY_NAME is set, so must be ${missing.join(', ')}.`] : []),
    ...(isOfHome ? [`SEED must be vocabularies or none: facts and demo are of ${home.MUNICIPALITY_NAME}.`] : []),
  ]
}

/** Where the program answers besides. */
const ownPaths = /^\/(?:docs|health|metrics|openapi)(?:\/|$)/

/** They stand on pages, in one line. */
function faultOfName(value: string): string | undefined {
  return /^[^\p{Cc}<>&"`]{1,100}$/u.test(value)
    ? undefined
    : 'must be a name of at most 100 characters, without < > & "'
}

function faultOfPage(value: string): string | undefined {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
    ? undefined
    : 'must be an http:// or https:// URL'
}
