class ApplicationController < ActionController::Base

  def ask
    head :unauthorized unless ActiveSupport::SecurityUtils.secure_compare(request.headers['X-Key'].to_s, ENV['KEY'])
  end

end
