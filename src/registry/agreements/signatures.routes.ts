import { Type } from 'typebox'
import { historyRoute } from '../../changes/routes.ts'
import { dayOf } from '../../days.ts'
import type { App, Reply, Request } from '../../http/app.ts'
import { sendRow } from '../../http/responses/etag.ts'
import { actsOn } from '../../http/responses/act.ts'
import { changed, created, mutate, removed, type Answer } from '../../http/responses/mutate.ts'
import { answer, noContent, operation } from '../../http/contract/describe-operation.ts'
import { sendPage } from '../../http/responses/page.ts'
import { readFor } from '../../http/responses/replica-routing.ts'
import { Id, ref } from '../../http/contract/schema.ts'
import type { Work } from '../../work.ts'
import { annulSignature, correctSignature } from './corrections.commands.ts'
import { invitationRoutes } from './invitations.routes.ts'
import { getAgreement } from './queries.ts'
import {
  changeSignature,
  endSignature,
  registerSigning,
  signAgreement,
  withdrawInvitation,
} from './signatures.commands.ts'
import { getSignature, signatureList } from './signatures.queries.ts'
import {
  AgreementSignatureQuery,
  Annulment,
  NewSignature,
  Signature,
  SignatureCorrection,
  SignatureEnding,
  SignaturePage,
  SignaturePatch,
  SignatureQuery,
  Signing,
} from './signatures.schema.ts'

const tag = 'Signatures'
const params = Type.Object({ signatureId: Id })
const agreementParams = Type.Object({ agreementId: Id })
const config = { access: ['coordinator'] } as const
const whoSees =
  'Of public organisations; coordinators also see internal ones, invitations and what is annulled, and partners their own.'

export function signatureRoutes(app: App): void {
  app.get(
    '/signatures',
    {
      config: { access: 'public' },
      schema: operation(tag, 'listSignatures', 'List signatures', whoSees, {
        querystring: SignatureQuery,
        response: { 200: answer(SignaturePage, 'A page of signatures.') },
      }),
    },
    async (request, reply) => sendSignatures(request, reply, request.query),
  )

  app.get(
    '/agreements/:agreementId/signatures',
    {
      config: { access: 'public' },
      schema: operation(tag, 'listAgreementSignatures', 'List the signatures of an agreement', whoSees, {
        params: agreementParams,
        querystring: AgreementSignatureQuery,
        response: { 200: answer(SignaturePage, 'A page of signatures.') },
      }),
    },
    async (request, reply) => {
      const { id } = await readFor(request, (db) =>
        getAgreement(db, request.actor, request.params.agreementId, dayOf(app.now())),
      )
      return sendSignatures(request, reply, { ...request.query, agreementId: [id] })
    },
  )

  app.post(
    '/agreements/:agreementId/signatures',
    {
      config,
      schema: operation(
        tag,
        'signAgreement',
        'Register a signature',
        'An organisation has signed an open agreement, or is invited to. What was signed earlier may be imported into a closed one. What it renews (`renewedFromId`) ends in the same moment.',
        {
          params: agreementParams,
          body: ref(NewSignature),
          response: { 201: answer(Signature, 'The new signature.') },
        },
      ),
    },
    (request, reply) => {
      const { answerWith, reread } = keptById(created)
      const sign = async (work: Work) => answerWith(await signAgreement(work, request.params.agreementId, request.body))
      return mutate(request, reply, sign, reread)
    },
  )

  app.get(
    '/signatures/:signatureId',
    {
      config: { access: 'public' },
      schema: operation(tag, 'getSignature', 'Read a signature', whoSees, {
        params,
        response: { 200: answer(Signature, 'The signature.') },
      }),
    },
    async (request, reply) => {
      const row = await readFor(request, (db) => getSignature(db, request.actor, request.params.signatureId))
      return sendRow(request, reply, row, shownBesides(row))
    },
  )

  app.patch(
    '/signatures/:signatureId',
    {
      config,
      schema: operation(
        tag,
        'changeSignature',
        'Correct a signature',
        'When and how it was signed. It is signed and ended by actions of their own.',
        {
          params,
          body: ref(SignaturePatch),
          response: { 200: answer(Signature, 'The signature as it is now.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        const row = await changeSignature(work, request.params.signatureId, request.body)
        return changed(row, shownBesides(row))
      }),
  )

  app.delete(
    '/signatures/:signatureId',
    {
      config,
      schema: operation(
        tag,
        'withdrawInvitation',
        'Withdraw an invitation',
        'For one who is invited and has not signed; and to remove a signature that has been annulled, for good, where its organisation is to be removed as well. What has been signed is not removed: it ends.',
        {
          params,
          response: { 204: noContent('It is gone.') },
        },
      ),
    },
    (request, reply) =>
      mutate(request, reply, async (work) => {
        await withdrawInvitation(work, request.params.signatureId)
        return removed()
      }),
  )

  const act = actsOn(app, {
    path: '/signatures/:signatureId',
    config,
    tag,
    row: Signature,
    ...keptById(changed),
  })
  act(
    'signing',
    'registerSigning',
    'Register that an invited organisation has signed',
    'What it renews ends in the same moment. Doing it again in the same words changes nothing.',
    registerSigning,
    { body: Signing, answered: 'The signature, signed.' },
  )

  act(
    'ending',
    'endSignature',
    'End a signature',
    'The organisation is no longer a signatory from endedOn. Doing it again in the same words changes nothing.',
    endSignature,
    { body: SignatureEnding, answered: 'The signature, ended.' },
  )

  act(
    'correction',
    'correctSignature',
    'Correct the end of a signature',
    'An end on the wrong day or for the wrong reason, or (`status: signed`) one registered by mistake, unless something has been built on it: a renewal, a later signature or invitation, the end of the organisation.',
    correctSignature,
    { body: SignatureCorrection, answered: 'The signature, corrected.' },
  )

  act(
    'annulment',
    'annulSignature',
    'Annul a signature',
    'For one registered by mistake, as on the wrong organisation. It counts nowhere and is not renewed; what it had renewed stays ended until that is corrected.',
    annulSignature,
    { body: Annulment, answered: 'The signature, annulled.' },
  )

  historyRoute(app, {
    path: '/signatures/:signatureId',
    param: 'signatureId',
    table: 'signatures',
    tag,
    noun: 'signature',
  })
  invitationRoutes(app)
}

/** Kept by its id: a repeated request is answered as it is by then, for who signed in which function may be erased. */
function keptById(answerWith: typeof changed<Signature>) {
  const answered = (row: Signature): Answer<Signature> => ({ ...answerWith(row, shownBesides(row)), kept: row.id })
  const reread = async (work: Work, id: unknown) => answered(await getSignature(work.tx, work.actor, id as string))
  return { answerWith: answered, reread }
}

function sendSignatures(request: Request, reply: Reply, query: SignatureQuery) {
  // What is certain is so on a day.
  const asked = query.certainty ? { asOf: dayOf(request.server.now()), ...query } : query
  return sendPage(request, reply, signatureList, { actor: request.actor, query: asked })
}

/** What a signature shows that its own version does not follow: a name, and what only some are shown. */
function shownBesides(row: Signature): unknown[] {
  const { organisation, signedByFunction, signedByContactId, diaryNumber, decidingBody, scanHash, needsCorrection } =
    row
  // The code of an agreement does not change.
  const insiders = [signedByFunction, signedByContactId, diaryNumber, decidingBody, scanHash, needsCorrection]
  return [organisation.name, row.memberSince, row.memberSincePrecision, ...insiders]
}
