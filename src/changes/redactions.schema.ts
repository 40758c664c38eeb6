import { Type, type Static } from 'typebox'
import { anyOf, listQuery } from '../http/contract/list-query.ts'
import {
  body,
  exampleRow,
  formed,
  Id,
  Line,
  List,
  named,
  pageOf,
  rowFields,
  Whole,
  closedList,
} from '../http/contract/schema.ts'
import { redactionKinds } from './redactions.table.ts'
import { resources } from './resources.ts'

const resourceId = '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a11'
const own = {
  resource: closedList(resources, { description: 'What kind of row it is.' }),
  resourceId: Id,
  fields: List(
    formed(
      '^[a-z][A-Za-z]*$',
      'must be the name of a field, as signedByFunction',
      'ska vara namnet på ett fält, som signedByFunction',
      { maxLength: 60 },
    ),
    20,
    {
      description: 'As the history of the row names them.',
    },
  ),
  reason: Line(500, { description: 'Why, without repeating what is taken out. It stays in the log.' }),
}
const example = { resource: 'contributions', resourceId, fields: ['description'], reason: 'Nämnde en deltagare.' }

export const Redaction = named(
  'Redaction',
  Type.Object(
    {
      ...rowFields,
      ...own,
      kind: closedList(redactionKinds, { description: '`erasure`: a person was erased, and the history with it.' }),
      entries: Whole({ description: 'How many entries of the log say less since.' }),
    },
    { examples: [{ ...exampleRow('/redactions'), ...example, kind: 'redaction', entries: 2 }] },
  ),
)
export type Redaction = Static<typeof Redaction>

/** What redactions say is what the log is verified by. */
const redactable = resources.filter((resource) => resource !== 'redactions')

export const NewRedaction = named(
  'NewRedaction',
  body(
    {
      ...own,
      resource: closedList(redactable, { description: 'What kind of row it is.' }),
      fields: { ...own.fields, minItems: 1 },
    },
    { examples: [example] },
  ),
)
export type NewRedaction = Static<typeof NewRedaction>

export const RedactionPage = pageOf(Redaction)

export const RedactionQuery = listQuery(['createdAt'], Redaction, {
  resource: anyOf(closedList(resources), 'In the history of what kind of row.'),
  resourceId: anyOf(Id, 'In the history of which row.'),
  kind: anyOf(closedList(redactionKinds)),
})
export type RedactionQuery = Static<typeof RedactionQuery>
