INSTALLED_APPS = ["notes"]
ROOT_URLCONF = "site.urls"
MIDDLEWARE = ["django.middleware.common.CommonMiddleware", "notes.middleware.ask"]
REST_FRAMEWORK = {}
