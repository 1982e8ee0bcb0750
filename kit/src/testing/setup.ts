import { formShape } from '@eoms/contracts/form';
import { cleanup } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';
import { setRetryDelays } from '../api/call.ts';
import { setSession } from '../api/session.ts';
import { initialPortalState, portal } from '../portal.ts';
import { setFormShapes } from '../ui/forms.ts';

// What browsers have and jsdom lacks, as far as antd asks for it.
class SilentObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

vi.stubGlobal('ResizeObserver', SilentObserver);
vi.stubGlobal('IntersectionObserver', SilentObserver);
vi.stubGlobal('matchMedia', (media: string) => ({
  // Tests see the page of a person who asked for less motion, so nothing waits for an animation.
  matches: media.includes('prefers-reduced-motion'),
  media,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
  addListener: () => undefined,
  removeListener: () => undefined,
}));
Element.prototype.scrollIntoView ??= () => undefined;
window.scrollTo = () => undefined;
const { getComputedStyle } = window;
// jsdom answers styles of pseudo elements only with an error on the console.
window.getComputedStyle = (element) => getComputedStyle(element);

// In a browser a build puts the constraints into the endpoint; here the schema itself is at hand.
setFormShapes((endpoint) => (endpoint.body ? formShape(endpoint.body) : undefined));

beforeEach(() => setRetryDelays([]));

afterEach(() => {
  cleanup();
  setSession(null);
  portal.setState(initialPortalState, true);
});
