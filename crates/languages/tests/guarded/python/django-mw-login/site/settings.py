INSTALLED_APPS = ["notes"]
ROOT_URLCONF = "site.urls"
MIDDLEWARE = ["django.middleware.common.CommonMiddleware", "django.contrib.auth.middleware.LoginRequiredMiddleware"]
REST_FRAMEWORK = {}
