import { Type, type Static } from 'typebox'
import { All, body, closedList, exampleId, Id, named, Text, Whole } from '../../http/contract/schema.ts'
import { SignatureMethodCode } from '../vocabularies/codes.schema.ts'

const invitationOutcomes = [
  'invited',
  'already_invited',
  'already_signed',
  'signature_ended',
  'organisation_ended',
  'not_yet',
] as const
export type InvitationOutcome = (typeof invitationOutcomes)[number]

export const NewInvitations = named(
  'NewInvitations',
  body(
    {
      from: Type.String({ ...Id, description: 'The agreement whose signatories are invited.' }),
      method: Type.Optional(SignatureMethodCode),
    },
    { examples: [{ from: exampleId }] },
  ),
)
export type NewInvitations = Static<typeof NewInvitations>

const organisation = { id: '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a11', name: 'Exempelbygg AB' }
const signatureId = '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a12'

export const Invitations = named(
  'Invitations',
  Type.Object(
    {
      invited: Whole({ description: 'How many this call has invited.' }),
      remaining: Whole({ description: 'How many are left for another call: a thousand are invited at a time.' }),
      items: All(
        Type.Object({
          organisation: Type.Object({ id: Id, name: Text() }),
          outcome: closedList(invitationOutcomes, { description: '`signature_ended`: it is no signatory any more.' }),
          signatureId: Type.Optional(Id),
        }),
        { description: 'Everybody who has signed the earlier agreement, by name.' },
      ),
    },
    {
      examples: [
        {
          invited: 1,
          remaining: 0,
          items: [{ organisation, outcome: 'invited', signatureId }],
        },
      ],
    },
  ),
)
export type Invitations = Static<typeof Invitations>
