import { Router } from 'express';
import * as organisation from '@eoms/contracts/access/organisation.contract';
import * as people from '@eoms/contracts/access/people.contract';
import { serve } from '../../http/serve.ts';
import type { PeopleService } from './desk.service.ts';

/** Routes of organisation and people. */
export function peopleRoutes(service: PeopleService): Router {
  const routes = Router();
  serve(routes, organisation.getOrganisation, service.getOrganisation);
  serve(routes, organisation.findUnits, service.findUnits);
  serve(routes, organisation.getUnit, service.getUnit);
  serve(routes, organisation.appointHead, service.appointHead);
  serve(routes, organisation.endHead, service.endHead);
  serve(routes, people.listPeople, service.listPeople);
  serve(routes, people.getPerson, service.getPerson);
  serve(routes, people.revealPersonField, service.revealPersonField);
  serve(routes, people.createExternalPerson, service.createExternalPerson);
  serve(routes, people.suspendPerson, service.suspendPerson);
  serve(routes, people.resumePerson, service.resumePerson);
  serve(routes, people.endExternalPerson, service.endExternalPerson);
  return routes;
}
