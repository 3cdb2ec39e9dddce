class BaseController < ApplicationController
  before_action :ask
end
