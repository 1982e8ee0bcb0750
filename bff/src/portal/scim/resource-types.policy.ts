import { scimUrns } from '@eoms/contracts/access/scim.contract';
import {
  complex,
  flag,
  moment,
  plural,
  reference,
  text,
  whole,
  type ResourceType,
  type Schema,
} from './attributes.policy.ts';

const user: Schema = {
  id: scimUrns.user,
  name: 'User',
  description: 'A person whom the HR system keeps',
  attributes: [
    text('userName', 'Account with which the person signs in; compared without regard to case.', {
      required: true,
      uniqueness: 'server',
    }),
    complex('name', 'Parts of the name.', {
      subAttributes: [
        text('formatted', 'The whole name.'),
        text('familyName', 'Family name.'),
        text('givenName', 'Given name.'),
        text('middleName', 'Middle name.'),
        text('honorificPrefix', 'Title before the name.'),
        text('honorificSuffix', 'What follows the name.'),
      ],
    }),
    text('displayName', 'Name as EOMS shows it.'),
    text('nickName', 'Name among colleagues.'),
    text('title', 'Title of the position.'),
    text('userType', 'Kind of employment: Employee, Contractor, External.'),
    text('preferredLanguage', 'Language, such as zh-CN.'),
    text('locale', 'Locale for formats.'),
    text('timezone', 'IANA zone.'),
    flag('active', 'False makes the person a leaver, unless his status says SUSPENDED or PREBOARD.'),
    plural('emails', 'Mail addresses.', ['work', 'home', 'other']),
    plural('phoneNumbers', 'Phones; the mobile or first one is kept, sealed.', ['mobile', 'work'], {
      returned: 'request',
    }),
    complex('groups', 'Units in which the person has a place now.', {
      multiValued: true,
      mutability: 'readOnly',
      subAttributes: [
        text('value', 'Id of the group.', { mutability: 'readOnly', caseExact: true }),
        reference('$ref', 'Address of the group.', { mutability: 'readOnly', referenceTypes: ['Group'] }),
        text('display', 'Name of the group.', { mutability: 'readOnly' }),
        text('type', 'direct', { mutability: 'readOnly', canonicalValues: ['direct'] }),
      ],
    }),
  ],
};

const enterprise: Schema = {
  id: scimUrns.enterprise,
  name: 'EnterpriseUser',
  description: 'What an employer knows of a person',
  attributes: [
    text('employeeNumber', 'Number of the employee.', { uniqueness: 'server' }),
    text('costCenter', 'Cost centre.'),
    text('organization', 'Organisation.'),
    text('division', 'Division.'),
    text('department', 'Unit of the main place: its id in the HR system, or its code.', { caseExact: true }),
    complex('manager', 'Superior by line of the main place.', {
      subAttributes: [
        text('value', 'Id of the user.', { caseExact: true }),
        reference('$ref', 'Address of the user.', { mutability: 'readOnly', referenceTypes: ['User'] }),
        text('displayName', 'Name of the user.', { mutability: 'readOnly' }),
      ],
    }),
  ],
};

const assignment: Schema = {
  id: scimUrns.assignment,
  name: 'Assignment',
  description: 'The main place of a person and its dates',
  attributes: [
    text('position', 'Code of the position, such as store-manager.', { caseExact: true }),
    text('positionName', 'Name of the position; left out for a new position: its code.'),
    whole('level', 'Level, 1 … 9.'),
    moment('startsAt', 'From when on the place holds; left out: at once.'),
    moment('endsAt', 'When the place ends.'),
    text('status', 'Status of the person; wins over active.', {
      canonicalValues: ['PREBOARD', 'ACTIVE', 'SUSPENDED', 'LEFT'],
    }),
    text('subject', 'Name at the OpenID provider (sub); left out: the userName.', { caseExact: true }),
  ],
};

const group: Schema = {
  id: scimUrns.group,
  name: 'Group',
  description: 'A unit of the organisation',
  attributes: [
    text('displayName', 'Name of the unit in Chinese.', { required: true }),
    complex('members', 'People who have a place in the unit now.', {
      multiValued: true,
      subAttributes: [
        text('value', 'Id of the user.', { caseExact: true, mutability: 'immutable' }),
        reference('$ref', 'Address of the user.', { mutability: 'immutable', referenceTypes: ['User'] }),
        text('display', 'Name of the user.', { mutability: 'readOnly' }),
        text('type', 'User', { mutability: 'immutable', canonicalValues: ['User'] }),
      ],
    }),
  ],
};

const unit: Schema = {
  id: scimUrns.unit,
  name: 'Unit',
  description: 'Kind and place of a unit',
  attributes: [
    text('kind', 'Kind of the unit; a new one is a CENTRE unless told.', {
      mutability: 'immutable',
      canonicalValues: ['COMPANY', 'HQ', 'CENTRE', 'REGION', 'DISTRICT', 'STORE', 'FRANCHISE'],
    }),
    text('code', 'Short code.', { caseExact: true, uniqueness: 'server' }),
    text('nameEn', 'Name in English.'),
    complex('parent', 'Unit above; a new unit lies below the company unless told.', {
      subAttributes: [
        text('value', 'Id of the group.', { caseExact: true }),
        reference('$ref', 'Address of the group.', { mutability: 'readOnly', referenceTypes: ['Group'] }),
        text('displayName', 'Name of the group.', { mutability: 'readOnly' }),
      ],
    }),
    moment('effectiveFrom', 'Since when it lies below that parent; left out: at once.'),
  ],
};

/** People. */
export const userType: ResourceType = {
  name: 'User',
  endpoint: '/Users',
  description: 'People whom the HR system keeps',
  core: user,
  extensions: [enterprise, assignment],
};

/** Units of the organisation. */
export const groupType: ResourceType = {
  name: 'Group',
  endpoint: '/Groups',
  description: 'Units of the organisation',
  core: group,
  extensions: [unit],
};

/** Everything the server keeps. */
export const resourceTypes: readonly ResourceType[] = [userType, groupType];
