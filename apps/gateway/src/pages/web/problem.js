// What a provider has sent along is for nobody to see or to keep.
history.replaceState(null, '', location.pathname);
