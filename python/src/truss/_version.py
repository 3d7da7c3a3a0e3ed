"""Made of package.json by `npm run generate`."""

__version__ = "1.0.0a1"
