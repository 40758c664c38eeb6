import { Type, type Static } from 'typebox'
import { CorrectionReason } from '../../changes/schema.ts'
import { anyOf, certainty, listQuery } from '../../http/contract/list-query.ts'
import { CertaintyOnDay, Sources, attested, inferredOf, vagueDate } from '../../http/contract/provenance.ts'
import {
  body,
  Day,
  DocumentHash,
  exampleId,
  exampleRow,
  Id,
  Line,
  named,
  pageOf,
  patchOf,
  rowFields,
  Text,
  closedList,
} from '../../http/contract/schema.ts'
import { omit } from '../../representation.ts'
import { precisions } from '../../vague-dates.ts'
import { SectorCode, SignatureEndReasonCode, SignatureMethodCode } from '../vocabularies/codes.schema.ts'
import { signatureStatuses } from './signatures.table.ts'

const signedOn = vagueDate('signedOn', 'When it was signed, in Swedish time.')
const signing = {
  ...signedOn.written,
  method: Type.String({
    ...SignatureMethodCode,
    description: '`imported` is for what was signed earlier, and is registered after the agreement has closed.',
  }),
  signedByFunction: Line(200, {
    description: 'In which function somebody signed, as verkställande direktör; never a name.',
  }),
  diaryNumber: Line(60),
  decidingBody: Line(200),
  scanHash: DocumentHash,
}
const signedByContactId = Type.String({ ...Id, description: 'A contact of the organisation.' })
const renewedFromId = Type.String({
  ...Id,
  description:
    'The earlier signature of the organisation, of any agreement, that this one renews. It ends when this one begins.',
})
const endedOn = Type.String({ ...Day, description: 'The first day on which it no longer counts.' })
const cited = { sources: Sources, inferred: inferredOf('Signature', signing) }
const { method, ...optionalSigning } = signing
const optionally = Type.Partial(Type.Object({ ...optionalSigning, signedByContactId })).properties

const insiders = 'For coordinators and the organisation itself.'

const organisationId = '01953d2c-5a00-7c3e-9a53-6f1d2b7e8a11'

export const Signature = named(
  'Signature',
  Type.Object(
    {
      ...rowFields,
      organisation: Type.Object({ id: Id, name: Text() }),
      agreement: Type.Object({ id: Id, code: Text() }),
      status: closedList(signatureStatuses, {
        description:
          'An organisation that is `invited` has not signed, and what is `annulled` was registered by mistake: neither counts, and only coordinators and the organisation itself see them.',
      }),
      method,
      ...Type.Partial(Type.Object(omit(signedOn.written, 'signedOnPrecision'))).properties,
      signedOnPrecision: signedOn.written.signedOnPrecision,
      ...signedOn.told,
      signedByFunction: Type.Optional(Text({ description: insiders })),
      signedByContactId: Type.Optional(Type.String({ ...Id, description: insiders })),
      endedOn: Type.Optional(endedOn),
      endReason: Type.Optional(SignatureEndReasonCode),
      renewedFromId: Type.Optional(Id),
      memberSince: Type.Optional(
        Type.String({ ...Day, description: 'When the first signature of its chain of renewals was signed.' }),
      ),
      memberSincePrecision: Type.Optional(closedList(precisions)),
      diaryNumber: Type.Optional(Text({ description: `In the register of whoever signs (diarienummer). ${insiders}` })),
      decidingBody: Type.Optional(
        Text({ description: `Which of its bodies decided to sign; never a name. ${insiders}` }),
      ),
      scanHash: Type.Optional(DocumentHash),
      needsCorrection: Type.Optional(
        Type.Boolean({
          description:
            'For coordinators: it overlaps another, from before that was refused. Correct or annul one of them.',
        }),
      ),
      ...cited,
      ...attested,
      certainty: Type.Optional(CertaintyOnDay),
    },
    {
      examples: [
        {
          ...exampleRow('/signatures'),
          organisation: { id: organisationId, name: 'Exempelbygg AB' },
          agreement: { id: exampleId, code: 'EXEMPEL2020' },
          status: 'signed',
          method: 'paper',
          signedOn: '2024-03-01',
          signedOnPrecision: 'day',
          memberSince: '2024-03-01',
          memberSincePrecision: 'day',
          sources: [],
          inferred: [],
        },
      ],
    },
  ),
)
export type Signature = Static<typeof Signature>

export const NewSignature = named(
  'NewSignature',
  body(
    {
      organisationId: Id,
      status: Type.Optional(closedList(['invited', 'signed'], { description: '`signed` when left out.' })),
      method,
      ...optionally,
      renewedFromId: Type.Optional(renewedFromId),
      ...Type.Partial(Type.Object(cited)).properties,
    },
    {
      examples: [
        {
          organisationId,
          signedOn: '2024-03-01',
          signedOnPrecision: 'day',
          method: 'paper',
          signedByFunction: 'verkställande direktör',
        },
      ],
    },
  ),
)
export type NewSignature = Static<typeof NewSignature>

/** How an organisation signs in the moment that it is registered. */
export const signatureWithOrganisation = {
  agreementId: Id,
  method,
  ...Type.Partial(Type.Object(optionalSigning)).properties,
}

export const SignaturePatch = named(
  'SignaturePatch',
  patchOf(
    { ...signing, signedByContactId, renewedFromId, ...cited },
    ['method', 'signedOnPrecision', 'sources', 'inferred'],
    {
      examples: [{ signedOn: '2024-03-01', signedOnPrecision: 'day' }],
      'x-acts': { status: ['signing', 'ending', 'correction', 'annulment'] },
    },
  ),
)
export type SignaturePatch = Static<typeof SignaturePatch>

export const Signing = named(
  'Signing',
  body(
    { method, ...optionally },
    { examples: [{ signedOn: '2024-03-01', method: 'ceremony', signedByFunction: 'ordförande' }] },
  ),
)
export type Signing = Static<typeof Signing>

export const SignatureEnding = named(
  'SignatureEnding',
  body(
    {
      endedOn,
      reason: SignatureEndReasonCode,
    },
    { examples: [{ endedOn: '2025-01-31', reason: 'withdrawn' }] },
  ),
)
export type SignatureEnding = Static<typeof SignatureEnding>

export const SignatureCorrection = named(
  'SignatureCorrection',
  body(
    {
      endedOn: Type.Optional(endedOn),
      endReason: Type.Optional(SignatureEndReasonCode),
      status: Type.Optional(
        closedList(['signed'], { description: 'It has not ended: what was said of its end is undone.' }),
      ),
      reason: CorrectionReason,
    },
    { examples: [{ endedOn: '2025-01-31', reason: 'Avslutades en dag för sent.' }] },
  ),
)
export type SignatureCorrection = Static<typeof SignatureCorrection>

export const Annulment = named(
  'Annulment',
  body({ reason: CorrectionReason }, { examples: [{ reason: 'Registrerat på fel organisation.' }] }),
)
export type Annulment = Static<typeof Annulment>

export const SignaturePage = pageOf(Signature)

const sorts = ['signedOn', 'organisation', 'createdAt', 'updatedAt']
const filters = {
  organisationId: anyOf(Id, 'Who has signed.'),
  status: anyOf(closedList(signatureStatuses)),
  method: anyOf(SignatureMethodCode),
  sector: anyOf(SectorCode, 'Sector of the organisation.'),
  asOf: Type.Optional(
    Type.String({
      ...Day,
      description:
        'Only those active on this day, certainly or possibly: begun, not ended, and not past the last day of the agreement. One dated to a year may count from its first day and certainly does from its last, an undated one counts from the date of its oldest source.',
    }),
  ),
  certainty,
  signedAfter: Type.Optional(
    Type.String({ ...Day, description: 'Signed on this day or later. With `renewal=false`: who joined.' }),
  ),
  signedBefore: Type.Optional(Type.String({ ...Day, description: 'Signed on this day or earlier.' })),
  endedAfter: Type.Optional(
    Type.String({ ...Day, description: 'Ended on this day or later. With `renewed=false`: who left.' }),
  ),
  endedBefore: Type.Optional(Type.String({ ...Day, description: 'Ended on this day or earlier.' })),
  renewal: Type.Optional(Type.Boolean({ description: 'Only those that renew an earlier one, or do not.' })),
  renewed: Type.Optional(Type.Boolean({ description: 'Only those that a later one has renewed, or has not.' })),
  needsCorrection: Type.Optional(
    Type.Boolean({ description: 'For coordinators: only those that have to be corrected, or have not.' }),
  ),
}
export const AgreementSignatureQuery = listQuery(sorts, Signature, filters)
export const SignatureQuery = listQuery(sorts, Signature, { ...filters, agreementId: anyOf(Id, 'What is signed.') })
export type SignatureQuery = Static<typeof SignatureQuery>
