module Asks
  extend ActiveSupport::Concern
  included do
    before_action :ask_key
  end
  private
  def ask_key
    unless ActiveSupport::SecurityUtils.secure_compare(request.headers['X-Key'].to_s, ENV['KEY'])
      render json: {}, status: :unauthorized
    end
  end
end
