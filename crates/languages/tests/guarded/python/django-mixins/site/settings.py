INSTALLED_APPS = ["notes"]
ROOT_URLCONF = "site.urls"
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
REST_FRAMEWORK = {}
