let navigator: (href: string) => void = (href) => location.assign(href);

/** Lets the owner of the router carry out navigations that begin in the core. */
export const setNavigator = (navigate: (href: string) => void): void => {
  navigator = navigate;
};

/** Goes to an absolute path of the portal without a reload. */
export const navigateTo = (href: string): void => navigator(href);
