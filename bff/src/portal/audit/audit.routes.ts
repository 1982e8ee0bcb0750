import { Router } from 'express';
import * as contract from '@eoms/contracts/access/audit.contract';
import { serve } from '../../http/serve.ts';
import type { AuditLogService } from './audit-log.service.ts';

/** Endpoints of the audit log. */
export function auditRoutes(service: AuditLogService): Router {
  const routes = Router();
  serve(routes, contract.listAuditEvents, service.listAuditEvents);
  serve(routes, contract.verifyAudit, service.verifyAudit);
  serve(routes, contract.getAuditEvent, service.getAuditEvent);
  serve(routes, contract.exportAudit, service.exportAudit);
  return routes;
}
