import type { ScimUrn } from '@eoms/contracts/access/scim.contract';

/** Type of an attribute's values (RFC 7643 section 2.3). */
export type AttributeType = 'string' | 'boolean' | 'integer' | 'dateTime' | 'reference' | 'complex';

/** One attribute of a schema (RFC 7643 section 7). */
export interface Attribute {
  readonly name: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable';
  readonly returned: 'always' | 'default' | 'request';
  readonly uniqueness: 'none' | 'server';
  readonly canonicalValues?: readonly string[];
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly Attribute[];
}

/** A set of attributes with a name of its own. */
export interface Schema {
  readonly id: ScimUrn;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
}

/** What kind of thing a resource is: its own schema and those that extend it. */
export interface ResourceType {
  readonly name: 'User' | 'Group';
  readonly endpoint: '/Users' | '/Groups';
  readonly description: string;
  readonly core: Schema;
  readonly extensions: readonly Schema[];
}

type Variation = Partial<Omit<Attribute, 'name' | 'type' | 'description'>>;

const make =
  (type: AttributeType) =>
  (name: string, description: string, variation: Variation = {}): Attribute => ({
    name,
    type,
    multiValued: false,
    description,
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    ...variation,
  });

export const text = make('string');
export const flag = make('boolean');
export const whole = make('integer');
export const moment = make('dateTime');
export const reference = make('reference');
export const complex = make('complex');

/** A multi-valued attribute of the usual sub-attributes `value`, `type`, `primary`, `display`. */
export const plural = (
  name: string,
  description: string,
  types: readonly string[],
  variation: Variation = {},
): Attribute =>
  complex(name, description, {
    multiValued: true,
    subAttributes: [
      text('value', description),
      text('display', 'Name for people.'),
      text('type', 'What it is used for.', { canonicalValues: types }),
      flag('primary', 'True for the preferred one; at most one is.'),
    ],
    ...variation,
  });

/** Attributes every resource has (RFC 7643 section 3.1). */
export const commonAttributes: readonly Attribute[] = [
  text('id', 'Id of the resource in EOMS.', {
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  }),
  text('externalId', 'Id in the HR system.', { caseExact: true }),
  reference('schemas', 'Schemas of the resource.', { multiValued: true, returned: 'always', referenceTypes: ['uri'] }),
  complex('meta', 'What EOMS knows about the resource.', {
    mutability: 'readOnly',
    subAttributes: [
      text('resourceType', 'User or Group.', { caseExact: true, mutability: 'readOnly' }),
      moment('created', 'When it came.', { mutability: 'readOnly' }),
      moment('lastModified', 'When it last changed.', { mutability: 'readOnly' }),
      reference('location', 'Address of the resource.', { mutability: 'readOnly', referenceTypes: ['uri'] }),
      text('version', 'Entity tag of the resource.', { caseExact: true, mutability: 'readOnly' }),
    ],
  }),
];

const sameName = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** The attribute of that name, whatever its case. */
export const findAttribute = (attributes: readonly Attribute[] | undefined, name: string): Attribute | undefined =>
  attributes?.find((attribute) => sameName(attribute.name, name));

/** The extension of that URN, whatever its case. */
export const findExtension = (type: ResourceType, urn: string): Schema | undefined =>
  type.extensions.find(({ id }) => sameName(id, urn));

/** Attributes of the resource itself: those of every resource and those of its own schema. */
export const coreAttributes = ({ core }: ResourceType): readonly Attribute[] => [
  ...commonAttributes,
  ...core.attributes,
];

/** True for a name that begins like an address of a schema. */
export const isUrn = (name: string): boolean => /^urn:/i.test(name);
