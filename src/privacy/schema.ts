import { Type } from 'typebox'
import { municipality } from '../municipality.ts'
import { All, named, ref, Text } from '../http/contract/schema.ts'

const { name, email, url } = municipality.convener

const Words = named(
  'Words',
  Type.Object({ sv: Text(), en: Text() }, { description: 'The same in Swedish and in English.' }),
)

export const Processing = named(
  'Processing',
  Type.Object(
    {
      id: Text(),
      table: Text(),
      columns: All(Text()),
      what: ref(Words),
      whose: ref(Words),
      why: ref(Words),
      basis: ref(Words),
      howLong: ref(Words),
      seenBy: ref(Words),
      source: ref(Words),
    },
    { description: 'One kind of personal data: what it is, whose, why and on which basis it is kept, and how long.' },
  ),
)

export const exampleProcessing = {
  id: 'supervision',
  table: 'contributions',
  columns: ['supervisor_contact_id'],
  what: { sv: 'Vilken kontaktperson som är handledare.', en: 'Which contact is the supervisor.' },
  whose: { sv: 'Handledare för platser.', en: 'Supervisors of places.' },
  why: { sv: 'För att nå rätt person.', en: 'To reach the right person.' },
  basis: { sv: 'Artikel 6.1 e.', en: 'Article 6.1 e.' },
  howLong: { sv: 'Som bidraget.', en: 'As the contribution.' },
  seenBy: { sv: 'Den egna organisationen och samordnare.', en: 'Its own organisation and coordinators.' },
  source: { sv: 'Organisationen.', en: 'The organisation.' },
}

export const Privacy = named(
  'Privacy',
  Type.Object(
    {
      controller: Type.Object(
        { name: Text(), email: Text(), url: Text() },
        { description: 'Who answers for the personal data (personuppgiftsansvarig).' },
      ),
      processing: All(ref(Processing)),
      notHeld: All(ref(Words), { description: 'What the register is made to do without.' }),
      rights: All(ref(Words), { description: 'What a person can ask for.' }),
    },
    {
      examples: [
        {
          controller: { name, email, url },
          processing: [exampleProcessing],
          notHeld: [{ sv: 'Deltagare.', en: 'Participants.' }],
          rights: [{ sv: 'Registerutdrag, rättelse, radering.', en: 'Extract, correction, erasure.' }],
        },
      ],
    },
  ),
)
